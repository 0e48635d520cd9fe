-- Jira's projects as they are now, with all keys that each is known to have had.
-- One row per project.
-- key: source, project_id
select
    project.source,
    project.id as project_id,
    project.payload ->> 'key' as key,
    project.payload ->> 'name' as name,
    project.payload ->> 'projectTypeKey' as type,
    (
        select list(known.key order by known.seen_at, known.key) from core.project_key as known
        where known.source = project.source and known.project_id = project.id
    ) as keys,
    project.gone_at
from raw.jira_project as project
