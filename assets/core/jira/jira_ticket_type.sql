-- Jira's issue types: below level 0 are parts of tickets, above it what holds them together (1 is an epic).
-- One row per type.
-- view: core.ticket_type
select
    source,
    id as type_id,
    payload ->> 'name' as name,
    (payload ->> 'subtask')::boolean as is_subtask,
    (payload ->> 'hierarchyLevel')::integer as hierarchy_level,
    gone_at
from raw.jira_issue_type
