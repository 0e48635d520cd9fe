-- Links as each of Jira's issues shows them: the link, its words both ways, and the issue at its other end, which is either
-- inward (it does `outward` to this one) or outward.
-- One row per issue and link.
with side as (
    select
        source,
        id as ticket_id,
        payload ->> 'key' as key,
        gone_at,
        changed_at as seen_at,
        unnest(from_json(payload -> '$.fields.issuelinks', '[{"id": "VARCHAR",
            "type": {"name": "VARCHAR", "inward": "VARCHAR", "outward": "VARCHAR"},
            "inwardIssue": {"id": "VARCHAR", "key": "VARCHAR"},
            "outwardIssue": {"id": "VARCHAR", "key": "VARCHAR"}}]')) as link
    from raw.jira_issue
)
select
    source,
    ticket_id,
    key,
    gone_at,
    seen_at,
    link.id as link_id,
    link.type.name as kind,
    link.type.outward,
    link.type.inward,
    link.inwardIssue.id as inward_ticket_id,
    link.inwardIssue.key as inward_key,
    link.outwardIssue.id as outward_ticket_id,
    link.outwardIssue.key as outward_key
from side
