-- Who has a ticket, and what it is in meanwhile: its status as work, to do or done, and its estimate, from each change to
-- the next. Owner and visit come from the ownership interval around it. Half-open; infinite while it lasts.
-- One row per ticket and stretch.
-- key: ticket_number, from_at
select
    signal.ticket_number,
    signal.from_at,
    signal.to_at,
    owned.owner,
    owned.visit_number,
    owned.reopened_count,
    signal.is_work,
    signal.is_todo,
    signal.is_done,
    signal.points
from flow.owner_signal as signal
inner join flow.ownership_interval as owned
    on owned.ticket_number = signal.ticket_number
    and signal.from_at >= owned.from_at and signal.from_at < owned.to_at
