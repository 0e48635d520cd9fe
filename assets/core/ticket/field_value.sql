-- What the fields that have a role hold on each ticket now (or held when it was last seen): id and text of a team, the text
-- of an estimate, the ids of sprints with commas between. An estimate that is no number is none.
-- One row per ticket and field that is filled.
-- key: source, ticket_id, field_id
select * from core.jira_field_value
union all by name
select * from core.github_field_value
