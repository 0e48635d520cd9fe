-- Jira's issue types: below level 0 are parts of tickets, above it what holds them together (1 is an epic).
-- `names` are all that each has had, as looks saw them.
-- One row per type.
-- key: source, type_id
select
    source,
    id as type_id,
    payload ->> 'name' as name,
    (
        select list_sort(list_distinct(list(earlier.payload ->> 'name')))
        from landing.jira_issue_type as earlier
        where earlier.source = type.source and earlier.id = type.id
    ) as names,
    try_cast(payload ->> 'subtask' as boolean) as is_subtask,
    try_cast(payload ->> 'hierarchyLevel' as integer) as hierarchy_level,
    gone_at
from raw.jira_issue_type as type
