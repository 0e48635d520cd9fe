-- Actions that count for the owner of the moment: by a human of the team that has the ball, within its spell. A counted
-- close by the owner is one too. is_start marks work.
-- One row per ticket and event.
-- key: source, ticket_id, event_source, event_id
select
    action.ticket_source as source,
    action.ticket_id,
    turn.spell,
    turn.owner as team_id,
    action.source as event_source,
    action.event_id,
    action.happened_at,
    action.kind,
    action.is_start
from flow.action as action
inner join flow.turn as turn
    on turn.source = action.ticket_source and turn.ticket_id = action.ticket_id and turn.owner = action.team_id
    and action.happened_at >= turn.from_at and action.happened_at < coalesce(turn.to_at, 'infinity'::timestamp)
where action.is_touch and turn.spell is not null
union all
select source, ticket_id, spell, owner, source, change_id, closed_at, 'close', true
from flow.close
where is_counted and is_by_owner and spell is not null
