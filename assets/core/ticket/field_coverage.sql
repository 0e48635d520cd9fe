-- How many tickets of each project have each field that has a role filled, and which of several fields counts first there.
-- One row per field and project.
-- key: source, field_id, project_id
select * from core.jira_field_coverage
union all by name
select * from core.github_field_coverage
