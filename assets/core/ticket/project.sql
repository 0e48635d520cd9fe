-- Projects as they are now, with all keys that each is known to have had.
-- One row per project.
-- key: source, project_id
select
    project.source,
    project.project_id,
    project.key,
    project.name,
    project.type,
    (
        select list(known.key order by known.seen_at, known.key) from core.project_key as known
        where known.source = project.source and known.project_id = project.project_id
    ) as keys,
    project.gone_at
from core.jira_project as project
