-- Every item of every history of a ticket, in one set of words; several items of one history share change_id and at.
-- The vendor's own field name stays where Baton has no word for it.
-- One row per history and item.
-- key: source, change_id, item_number
with history as (
    select
        source,
        id as change_id,
        payload ->> 'issueId' as ticket_id,
        payload ->> '$.author.accountId' as account_id,
        case
            when payload ->> 'created' similar to '\d+' then epoch_ms((payload ->> 'created')::bigint)
            else (payload ->> 'created')::timestamptz::timestamp
        end as happened_at,
        from_json(payload -> 'items', '[{"field": "VARCHAR", "fieldId": "VARCHAR", "from": "VARCHAR",
            "fromString": "VARCHAR", "to": "VARCHAR", "toString": "VARCHAR"}]') as items
    from raw.jira_changelog
    where gone_at is null
),
item as (
    select
        source, change_id, ticket_id, account_id, happened_at,
        unnest(items) as item,
        generate_subscripts(items, 1) as item_number
    from history
)
select
    item.source,
    change_id,
    item_number,
    ticket_id,
    happened_at,
    account_id,
    coalesce(
        role.role,
        case lower(item.field)
            when 'issuetype' then 'type'
            when 'fix version' then 'fix_version'
            else lower(item.field)
        end
    ) as field,
    item."from" as from_id,
    item.fromString as from_text,
    item."to" as to_id,
    item.toString as to_text
from item
left join core.field_role as role
    on role.source = item.source
    and (role.field_id = item.fieldId or (item.fieldId is null and role.name = item.field))
qualify row_number() over (partition by item.source, change_id, item_number order by role.field_id) = 1
union all by name
select * from core.github_ticket_change
