-- What moved into a team's open work and out of it, each with its instant: arrivals by who asked (internal: the
-- team itself, customer, external: anyone else), transfers, relabels by reorganizations, reopenings, completions and
-- cancellations, and tickets that are gone. The two pseudo-owners move like teams.
-- One row per ticket, instant and kind of movement.
-- key: ticket_no, happened_at, kind, team_id
with turn as (
    select turn.*
    from flow.turn as turn
    semi join (select * from core.ticket where is_counted) as ticket
        on ticket.ticket_no = turn.ticket_no
)
select
    turn.ticket_no, turn.from_at as happened_at, turn.owner as team_id,
    case
        when requester.is_customer then 'arrival_customer'
        when requester.team_id = turn.owner then 'arrival_internal'
        else 'arrival_external'
    end as kind
from turn
inner join flow.requester as requester on requester.ticket_no = turn.ticket_no
where turn.owner_before is null
union all
select ticket_no, from_at, owner, case when is_relabel then 'relabel_in' else 'transfer_in' end
from turn
where not is_done and not was_done and owner <> owner_before
union all
select ticket_no, from_at, owner_before, case when is_relabel then 'relabel_out' else 'transfer_out' end
from turn
where not is_done and not was_done and owner <> owner_before
union all
select ticket_no, from_at, owner, 'reopened'
from turn
where not is_done and was_done
union all
select close.ticket_no, close.closed_at, close.owner,
    case when close.is_counted then 'completed' else 'cancelled' end
from flow.close as close
semi join (select * from core.ticket where is_counted) as ticket
    on ticket.ticket_no = close.ticket_no
union all
select turn.ticket_no, ticket.last_seen_at, turn.owner, 'gone'
from turn
inner join core.ticket as ticket on ticket.ticket_no = turn.ticket_no
where turn.to_at is null and not turn.is_done and ticket.gone_at is not null
