-- Which of the vendors' fields may hold what Baton has a word for: the estimate (points), the team, the sprint, the priority
-- and so on, and why each is taken for that. A field that is not there any more keeps its role, for the histories that name
-- it; one that the organization file names and the source never had is gone, too.
-- One row per field that has a role.
-- key: source, field_id
select * from core.jira_field_role
union all by name
select * from core.github_field_role
