-- Keys that a project has had: as each pull saw it, and as tickets' histories name it. seen_at is the first sight.
-- One row per project and key.
-- key: source, project_id, key
with key_use as (
    select source, project_id, key, seen_at from core.jira_project_key
    union all
    select project.source, project.to_id, regexp_extract(key.to_text, '^(.+)-\d+$', 1), project.happened_at
    from core.ticket_change as project
    inner join core.ticket_change as key using (source, change_id)
    where project.field = 'project' and key.field = 'key' and project.to_id is not null
    union all
    select
        project.source, project.from_id, regexp_extract(key.from_text, '^(.+)-\d+$', 1), project.happened_at
    from core.ticket_change as project
    inner join core.ticket_change as key using (source, change_id)
    where project.field = 'project' and key.field = 'key' and project.from_id is not null
)
select source, project_id, key, min(seen_at) as seen_at
from key_use
where key <> ''
group by all
