-- Which of GitHub's issues block which, as each issue shows it, in the columns of Jira's links: the link, its words both ways, and the issue
-- at its other end, which is either inward (it blocks this one) or outward.
-- One row per issue and link.
-- view: core.ticket_link
with side as (
    select
        source, id as issue_id, gone_at, changed_at as seen_at,
        unnest(from_json(payload -> '$.blockedBy.nodes[*].fullDatabaseId', '["VARCHAR"]')) as other_id,
        true as is_blocked
    from raw.github_issue
    where contains(payload, '"blockedBy"')
    union all
    select
        source, id, gone_at, changed_at,
        unnest(from_json(payload -> '$.blocking.nodes[*].fullDatabaseId', '["VARCHAR"]')),
        false
    from raw.github_issue
    where contains(payload, '"blocking"')
),
named_side as (
    select
        side.source,
        this.ticket_id,
        this.key,
        side.gone_at,
        side.seen_at,
        side.is_blocked,
        coalesce(other.ticket_id, side.other_id) as other_id,
        other.key as other_key
    from side
    inner join core.github_issue_key as this
        on this.source = side.source and this.issue_id = side.issue_id and this.ticket_id = this.issue_id
    left join core.github_issue_key as other on other.source = side.source and other.issue_id = side.other_id
)
select
    source,
    ticket_id,
    key,
    gone_at,
    seen_at,
    case when is_blocked then other_id || ' ' || ticket_id else ticket_id || ' ' || other_id end as link_id,
    'Blocks' as kind,
    'blocks' as outward,
    'is blocked by' as inward,
    case when is_blocked then other_id end as inward_ticket_id,
    case when is_blocked then other_key end as inward_key,
    case when not is_blocked then other_id end as outward_ticket_id,
    case when not is_blocked then other_key end as outward_key
from named_side
