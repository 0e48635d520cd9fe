-- Tickets that are done without a change that closed them: they were where their history begins (migrated without it, or
-- created so), or the change is missing at its end. Nobody knows when they were closed, or who had them: it is no close that anything hangs on, only that they are done.
-- One row per ticket.
-- key: ticket_number
select
    owned.ticket_number,
    coalesce(resolution.is_counted, o.resolutions.counted is null) as is_counted
from flow.ownership_interval as owned
cross join core.organization as o
inner join (select * from core.ticket_state where not isfinite(to_at)) as state
    on state.ticket_number = owned.ticket_number
left join core.resolution as resolution
    on resolution.source = state.source and resolution.resolution = state.resolution
anti join (select * from flow.close where reopened_at is null) as close
    on close.ticket_number = owned.ticket_number
where owned.is_done and not isfinite(owned.to_at)
