-- Actions that count for the owner of the moment: by a human of the team that has the ball, within its spell. A counted
-- close by the owner is one too. is_start marks work.
-- One row per ticket and event.
-- key: ticket_no, event_source, event_id
select
    action.ticket_no,
    turn.spell,
    turn.owner as team_id,
    action.source as event_source,
    action.event_id,
    action.happened_at,
    action.kind,
    action.is_start
from flow.action as action
inner join flow.turn as turn
    on turn.ticket_no = action.ticket_no and turn.owner = action.team_id
    and action.happened_at >= turn.from_at and action.happened_at < coalesce(turn.to_at, 'infinity'::timestamp)
where action.is_touch and turn.spell is not null
union all
select close.ticket_no, close.spell, close.owner, ticket.source, close.change_id, close.closed_at, 'close', true
from flow.close as close
inner join core.ticket as ticket on ticket.ticket_no = close.ticket_no
where close.is_counted and close.is_by_owner and close.spell is not null
