-- Types of tickets: below level 0 are parts of tickets, above it what holds them together (1 is an epic).
-- `names` are all that each has had.
-- One row per type.
-- key: source, type_id
select * from core.jira_ticket_type
union all by name
select * from core.github_ticket_type
