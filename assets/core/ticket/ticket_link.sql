-- Links between tickets: from_ticket_id does to to_ticket_id what `outward` says (blocks), the other way round it is
-- `inward` (is blocked by). Both tickets show the same link; either may be unknown to Baton. created_at is when the
-- histories say that the link was made, null where they do not. A link that no ticket shows any more is gone.
-- One row per link.
-- key: source, link_id
with side as (
    select
        source,
        id as ticket_id,
        payload ->> 'key' as key,
        gone_at,
        unnest(from_json(payload -> '$.fields.issuelinks', '[{"id": "VARCHAR",
            "type": {"name": "VARCHAR", "inward": "VARCHAR", "outward": "VARCHAR"},
            "inwardIssue": {"id": "VARCHAR", "key": "VARCHAR"},
            "outwardIssue": {"id": "VARCHAR", "key": "VARCHAR"}}]')) as link
    from raw.jira_issue
),
link as (
    select
        source,
        link.id as link_id,
        any_value(link.type.name) as kind,
        any_value(link.type.outward) as outward,
        any_value(link.type.inward) as inward,
        min(case when link.outwardIssue.id is not null then ticket_id else link.inwardIssue.id end) as from_ticket_id,
        min(case when link.outwardIssue.id is not null then key else link.inwardIssue.key end) as from_key,
        min(coalesce(link.outwardIssue.id, ticket_id)) as to_ticket_id,
        min(case when link.outwardIssue.id is not null then link.outwardIssue.key else key end) as to_key,
        bool_and(gone_at is not null) as is_gone
    from side
    group by source, link.id
),
told as (
    select change.source, change.ticket_id, key.ticket_id as other_id, change.happened_at, change.account_id,
        lower(change.to_text) as words
    from core.ticket_change as change
    inner join core.ticket_key as key on key.source = change.source and key.key = change.to_id
    where change.field = 'link' and change.to_id is not null
),
made as (
    select link.source, link.link_id, told.happened_at, told.account_id
    from link
    inner join told
        on told.source = link.source and told.ticket_id = link.from_ticket_id and told.other_id = link.to_ticket_id
        and contains(told.words, lower(link.outward))
    union all
    select link.source, link.link_id, told.happened_at, told.account_id
    from link
    inner join told
        on told.source = link.source and told.ticket_id = link.to_ticket_id and told.other_id = link.from_ticket_id
        and contains(told.words, lower(link.inward))
)
select
    link.*,
    made.created_at,
    made.account_id
from link
left join (
    select source, link_id, max(happened_at) as created_at, arg_max(account_id, happened_at) as account_id
    from made
    group by source, link_id
) as made on made.source = link.source and made.link_id = link.link_id
