-- Jira's issue types: below level 0 are parts of tickets, above it what holds them together (1 is an epic).
-- One row per type.
-- view: core.ticket_type
select
    source,
    id as type_id,
    payload ->> 'name' as name,
    try_cast(payload ->> 'subtask' as boolean) as is_subtask,
    try_cast(payload ->> 'hierarchyLevel' as integer) as hierarchy_level,
    gone_at
from raw.jira_issue_type
