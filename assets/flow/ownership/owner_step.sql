-- Who has the ball, and what the ticket is in meanwhile: its status as work, to do or done, and its estimate, from each
-- change to the next. Owner and spell are those of the turn (flow.turn) that it is a part of. Half-open; to_at null lasts.
-- One row per ticket and stretch.
-- key: ticket_no, from_at
select
    signal.ticket_no,
    signal.from_at,
    signal.to_at,
    turn.owner,
    turn.spell,
    turn.reopened_count,
    signal.is_work,
    signal.is_todo,
    signal.is_done,
    signal.points
from flow.owner_signal as signal
inner join flow.turn as turn
    on turn.ticket_no = signal.ticket_no
    and signal.from_at >= turn.from_at and signal.from_at < coalesce(turn.to_at, 'infinity'::timestamp)
