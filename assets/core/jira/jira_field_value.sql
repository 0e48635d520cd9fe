-- What the fields that have a role hold on each ticket now (or held when it was last seen): id and text of a team, a
-- request type or a flag, the text of an estimate or an epic's key, the ids of sprints with commas between. An estimate may
-- be a number, a text or a choice; one that is no number is none (core.unread_estimate).
-- One row per ticket and field that is filled.
-- key: source, ticket_id, field_id
with field_content as (
    select
        issue.source,
        issue.id as ticket_id,
        issue.gone_at is null as is_there,
        issue.payload ->> '$.fields.project.id' as project_id,
        role.field_id,
        role.role,
        issue.payload -> 'fields' -> role.field_id as value
    from raw.jira_issue as issue
    inner join core.jira_field_role as role on role.source = issue.source
)
select
    source,
    ticket_id,
    project_id,
    field_id,
    role,
    is_there,
    case
        when role = 'sprint' then array_to_string(list_sort(list_distinct(value ->> '$[*].id')), ',')
        when role in ('team', 'request_type', 'flagged')
            then coalesce(value ->> '$.id', value ->> '$.requestType.id', value ->> '$[0].id')
    end as value_id,
    case
        when role = 'sprint' then null
        when json_type(value) = 'OBJECT'
            then
                coalesce(value ->> '$.name', value ->> '$.value', value ->> '$.requestType.name')
        when json_type(value) = 'ARRAY' then coalesce(value ->> '$[0].value', value ->> '$[0].name')
        else value ->> '$'
    end as value_text
from field_content
where
    json_type(value) <> 'NULL'
    and (value ->> '$') not in ('', '[]', '{}')
    and (role <> 'points' or core.number(value_text) is not null)
