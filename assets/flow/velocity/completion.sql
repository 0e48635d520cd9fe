-- Standing completions: work items that were closed with a resolution that counts, and not reopened since. Team and
-- estimate are those just before the close (metrics: velocity).
-- One row per completed ticket.
-- key: ticket_number
select
    item.ticket_number,
    ticket.key,
    ticket.type,
    item.is_bug,
    item.team_id,
    item.closed_at as completed_at,
    item.points,
    ticket.created_at,
    item.first_work_at,
    item.lead_hours,
    item.cycle_hours,
    item.cycle_in_team_hours,
    epoch(item.closed_at - ticket.created_at) < 300 as is_logged_after
from flow.work_item as item
inner join core.ticket as ticket on ticket.ticket_number = item.ticket_number
where item.state = 'done' and item.closed_at is not null and ticket.is_counted
