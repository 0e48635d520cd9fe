-- Actions that count for the owner of the moment: by a human of the team that has the ball, or by an agent for one, within its
-- visit. A counted close by the owner is one too. is_start marks work.
-- One row per ticket and event.
-- key: ticket_number, event_source, event_id
select
    action.ticket_number,
    owned.visit_number,
    owned.owner as team_id,
    action.source as event_source,
    action.event_id,
    action.happened_at,
    action.kind,
    action.is_start,
    action.by_agent
from flow.action as action
inner join flow.ownership_interval as owned
    on owned.ticket_number = action.ticket_number and owned.owner = action.team_id
    and action.happened_at >= owned.from_at and action.happened_at < owned.to_at
where action.is_touch and owned.visit_number is not null
union all
select
    close.ticket_number,
    close.visit_number,
    close.owner,
    ticket.source,
    close.change_id,
    close.closed_at,
    'close',
    true,
    close.closed_by = 'agent'
from flow.close as close
inner join core.ticket as ticket on ticket.ticket_number = close.ticket_number
where close.is_counted and close.is_by_owner and close.visit_number is not null
