-- Every item of every history of Jira's issues, in the words and columns of core.ticket_change. field_id says which of
-- Jira's fields it was, by name where a history knows no id: an id decides wherever there is one, since people give their
-- own fields Jira's names. A status that a migration left without its id is the one that the site lists under that name, or
-- listed, if there is one; else the name stands for it.
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
word as (
    select * from (
        values
        ('issuekey', 'key'),
        ('issuetype', 'type'),
        ('issue type', 'type'),
        ('components', 'component'),
        ('fixversions', 'fix_version'),
        ('fix version', 'fix_version'),
        ('versions', 'affected_version'),
        ('version', 'affected_version'),
        ('issuelinks', 'link'),
        ('issueparentassociation', 'parent'),
        ('epic link', 'parent'),
        ('parent issue', 'parent'),
        ('parent link', 'parent')
    ) as v (name, word)
),
-- Of several statuses with one name, those that mean the same are one.
listed_status as (
    select source, name, min(status_id) as status_id
    from (
        select
            status.source, earlier.payload ->> 'name' as name, status.id as status_id,
            status.payload ->> '$.statusCategory.key' as category,
            (earlier.payload ->> 'name') = (status.payload ->> 'name') as is_current
        from raw.jira_status as status
        inner join landing.jira_status as earlier
            on earlier.source = status.source and earlier.id = status.id and earlier.payload is not null
        where status.gone_at is null
        qualify is_current or not bool_or(is_current) over (partition by status.source, name)
    )
    group by all
    having count(distinct category) = 1
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
        when item.fieldId like 'customfield%' then item.fieldId
        else coalesce(word.word, lower(item.fieldId), lower(item.field))
    end as field,
    coalesce(item.fieldId, role.field_id, item.field) as field_id,
    case
        when field = 'status' and nullif(item."from", '') is null
            then coalesce(status_before.status_id, nullif(item.fromString, ''))
        else nullif(item."from", '')
    end as from_id,
    nullif(item.fromString, '') as from_text,
    case
        when field = 'status' and nullif(item."to", '') is null
            then coalesce(status_after.status_id, nullif(item.toString, ''))
        else nullif(item."to", '')
    end as to_id,
    nullif(item.toString, '') as to_text
from item
left join core.jira_field_role as role
    on role.source = item.source
    and (role.field_id = item.fieldId or (item.fieldId is null and role.name = item.field))
left join word on word.name = lower(coalesce(item.fieldId, item.field))
left join listed_status as status_before
    on status_before.source = item.source and status_before.name = item.fromString
left join listed_status as status_after
    on status_after.source = item.source and status_after.name = item.toString
left join core.jira_field_coverage as coverage
    on coverage.source = item.source
    and coverage.field_id = role.field_id
    and coverage.project_id = item.scope
-- Of several fields with one name, the one that the project uses.
qualify row_number() over (
        partition by item.source, change_id, item_number order by coverage.rank nulls last, role.field_id
    ) = 1
