-- What moved into a team's open work and out of it, each with its instant: arrivals by who asked (internal: the
-- team itself, customer, external: anyone else), transfers, relabels by reorganizations, reopenings, completions and
-- cancellations, and tickets that are gone. The two pseudo-owners move like teams.
-- One row per ticket, instant and kind of movement.
-- key: source, ticket_id, happened_at, kind, team_id
with step as (
    select
        step.source, step.ticket_id, step.from_at, step.owner, step.is_relabel, step.is_done,
        lag(step.owner) over steps as owner_before,
        lag(step.is_done) over steps as was_done,
        lead(step.from_at) over steps as next_at
    from flow.owner_step as step
    semi join (select * from core.ticket where is_counted) as ticket
        on ticket.source = step.source and ticket.ticket_id = step.ticket_id
    where step.is_turn
    window steps as (partition by step.source, step.ticket_id order by step.from_at)
)
select
    step.source, step.ticket_id, step.from_at as happened_at, step.owner as team_id,
    case
        when requester.is_customer then 'arrival_customer'
        when requester.team_id = step.owner then 'arrival_internal'
        else 'arrival_external'
    end as kind
from step
inner join flow.requester as requester on requester.source = step.source and requester.ticket_id = step.ticket_id
where step.owner_before is null
union all
select source, ticket_id, from_at, owner, case when is_relabel then 'relabel_in' else 'transfer_in' end
from step
where not is_done and not was_done and owner <> owner_before
union all
select source, ticket_id, from_at, owner_before, case when is_relabel then 'relabel_out' else 'transfer_out' end
from step
where not is_done and not was_done and owner <> owner_before
union all
select source, ticket_id, from_at, owner, 'reopened'
from step
where not is_done and was_done
union all
select close.source, close.ticket_id, close.closed_at, close.owner,
    case when close.is_counted then 'completed' else 'cancelled' end
from flow.close as close
semi join (select * from core.ticket where is_counted) as ticket
    on ticket.source = close.source and ticket.ticket_id = close.ticket_id
union all
select step.source, step.ticket_id, ticket.last_seen_at, step.owner, 'gone'
from step
inner join core.ticket as ticket on ticket.source = step.source and ticket.ticket_id = step.ticket_id
where step.next_at is null and not step.is_done and ticket.gone_at is not null
