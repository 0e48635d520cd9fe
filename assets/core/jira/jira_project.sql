-- Jira's projects as they are now.
-- One row per project.
-- key: source, project_id
select
    source,
    id as project_id,
    payload ->> 'key' as key,
    payload ->> 'name' as name,
    payload ->> 'projectTypeKey' as type,
    gone_at
from raw.jira_project
