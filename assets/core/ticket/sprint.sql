-- Sprints: what was planned (starts_at, ends_at), and what had happened by as_of (activated_at, completed_at; null where it
-- did not). A sprint that was opened again runs from its first activation to its last completion. A null state says that
-- nothing but histories of tickets names the sprint, so that nobody knows when it was.
-- known_from is since when it is known which tickets were in it: always, where histories of tickets tell.
-- One row per sprint.
-- key: source, sprint_id
with known_sprint as (
    select * from core.jira_sprint
    union all by name
    select * from core.github_sprint
)
select
    source,
    sprint_id,
    name,
    board_id,
    case
        when gone_at <= core.as_of() then 'deleted'
        when completed_at <= core.as_of() then 'closed'
        when activated_at <= core.as_of() then 'active'
        when state is not null then 'future'
    end as state,
    starts_at,
    ends_at,
    case when activated_at <= core.as_of() then activated_at end as activated_at,
    case when completed_at <= core.as_of() then completed_at end as completed_at,
    gone_at,
    coalesce(known_from, '-infinity'::timestamp) as known_from
from known_sprint
