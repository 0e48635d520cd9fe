-- When each sprint ran, from its activation until just before its completion. Left out is what cannot be said: sprints that
-- were not activated, or completed before that; and those that were activated before the history of their source is
-- complete or before it is known which tickets they had, so that nobody knows what was in them then. ends_at is infinite while a sprint runs.
-- One row per sprint that ran and is known from its activation on.
-- key: source, sprint_id
select
    sprint.source,
    sprint.sprint_id,
    sprint.activated_at,
    coalesce(sprint.completed_at, 'infinity'::timestamp) as ends_at
from core.sprint as sprint
inner join core.source as source on source.source = sprint.source
where sprint.activated_at >= greatest(source.history_from, sprint.known_from)
    and (sprint.completed_at is null or sprint.completed_at > sprint.activated_at)
