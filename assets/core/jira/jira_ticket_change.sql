-- Every item of every history of Jira's issues, in the words and columns of core.ticket_change. field_id says which of
-- Jira's fields it was, by name where a history knows no id.
-- One row per history and item.
-- view: core.ticket_change
with history as (
    select
        source,
        scope,
        id as change_id,
        payload ->> 'issueId' as ticket_id,
        payload ->> '$.author.accountId' as account_id,
        core.instant(payload ->> 'created') as happened_at,
        from_json(payload -> 'items', '[{"field": "VARCHAR", "fieldId": "VARCHAR", "from": "VARCHAR",
            "fromString": "VARCHAR", "to": "VARCHAR", "toString": "VARCHAR"}]') as items
    from raw.jira_changelog
    where gone_at is null and happened_at is not null
),
item as (
    select
        source, scope, change_id, ticket_id, account_id, happened_at,
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
    case
        when role.role = 'epic_link' then 'parent'
        when role.role is not null then role.role
        when lower(item.field) in ('issuetype', 'issue type') then 'type'
        when lower(item.field) = 'fix version' then 'fix_version'
        when lower(item.field) = 'version' then 'affected_version'
        when lower(item.field) in (
                'issueparentassociation', 'epic link', 'parent', 'parent issue', 'parent link'
            )
            then 'parent'
        else lower(item.field)
    end as field,
    coalesce(item.fieldId, role.field_id, item.field) as field_id,
    nullif(item."from", '') as from_id,
    nullif(item.fromString, '') as from_text,
    nullif(item."to", '') as to_id,
    nullif(item.toString, '') as to_text
from item
left join core.field_role as role
    on role.source = item.source
    and (role.field_id = item.fieldId or (item.fieldId is null and role.name = item.field))
left join core.field_coverage as coverage
    on coverage.source = item.source
    and coverage.field_id = role.field_id
    and coverage.project_id = item.scope
-- Of several fields with one name, the one that the project uses.
qualify row_number() over (
        partition by item.source, change_id, item_number order by coverage.rank nulls last, role.field_id
    ) = 1
