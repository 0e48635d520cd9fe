-- What moved into a team's open work and out of it, each with its instant: arrivals of open tickets by who asked
-- (internal: the team itself, customer, external: anyone else), transfers, relabels by reorganizations, reopenings,
-- completions and cancellations, and what is gone: deleted, not visible any more, or closed by a change that is missing.
-- What was done where its history begins never arrived. The two pseudo-owners move like teams.
-- One row per ticket, instant and kind of movement.
-- key: ticket_number, happened_at, kind, team_id
with owned_interval as (
    select owned_interval.*
    from flow.ownership_interval as owned_interval
    semi join (select * from core.ticket where is_counted) as ticket
        on ticket.ticket_number = owned_interval.ticket_number
)
select
    owned_interval.ticket_number, owned_interval.from_at as happened_at, owned_interval.owner as team_id,
    case
        when requester.is_customer then 'arrival_customer'
        when requester.team_id = owned_interval.owner then 'arrival_internal'
        else 'arrival_external'
    end as kind
from owned_interval
inner join flow.requester as requester on requester.ticket_number = owned_interval.ticket_number
left join flow.close as close
    on close.ticket_number = owned_interval.ticket_number and close.closed_at = owned_interval.from_at
where
    owned_interval.owner_before is null
    and (not owned_interval.is_done or close.ticket_number is not null)
union all
select ticket_number, from_at, owner, case when is_relabel then 'relabel_in' else 'transfer_in' end
from owned_interval
where not is_done and not was_done and owner <> owner_before
union all
select ticket_number, from_at, owner_before, case when is_relabel then 'relabel_out' else 'transfer_out' end
from owned_interval
where not is_done and not was_done and owner <> owner_before
union all
select ticket_number, from_at, owner, 'reopened'
from owned_interval
where not is_done and was_done
union all
select
    close.ticket_number, close.closed_at, close.owner,
    case when close.is_counted then 'completed' else 'cancelled' end
from flow.close as close
semi join (select * from core.ticket where is_counted) as ticket
    on ticket.ticket_number = close.ticket_number
union all
select owned_interval.ticket_number, ticket.last_seen_at, owned_interval.owner, 'gone'
from owned_interval
inner join core.ticket as ticket on ticket.ticket_number = owned_interval.ticket_number
where not isfinite(owned_interval.to_at) and not owned_interval.is_done and ticket.gone_at is not null
union all
select owned_interval.ticket_number, owned_interval.from_at, owned_interval.owner_before, 'gone'
from owned_interval
semi join flow.undated_close as undated_close on undated_close.ticket_number = owned_interval.ticket_number
anti join flow.close as close
    on close.ticket_number = owned_interval.ticket_number and close.closed_at = owned_interval.from_at
where owned_interval.is_done and not owned_interval.was_done
