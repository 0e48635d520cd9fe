-- Keys of Jira's projects, as each look saw them.
-- One row per look and project.
-- view: core.project_key
select source, id as project_id, payload ->> 'key' as key, fetched_at as seen_at
from landing.jira_project
where payload is not null
