-- Fields that hold estimates which are no numbers, such as sizes in letters: on how many tickets, and the first of them.
-- One row per source and field.
-- key: source, field_id
with content as (
    select
        issue.source,
        role.field_id,
        role.name,
        issue.payload -> 'fields' -> role.field_id as value
    from raw.jira_issue as issue
    inner join core.jira_field_role as role on role.source = issue.source and role.role = 'points'
    where issue.gone_at is null
),
estimate as (
    select
        source, field_id, name,
        case
            when json_type(value) = 'OBJECT' then coalesce(value ->> '$.value', value ->> '$.name') else
                value ->> '$'
        end
            as told
    from content
    where json_type(value) <> 'NULL'
)
select
    source,
    field_id,
    any_value(name) as name,
    min(told) as example,
    count(*)::bigint as ticket_count
from estimate
where told <> '' and core.number(told) is null
group by source, field_id
