-- What each of GitHub's issues shows of its plan now: type, parent and the fields that the organization gives its issues, as ids
-- and texts. What a host does not show has no row; what it shows as empty has one without a value.
-- One row per issue and part of its plan (type, parent or the id of a field).
-- key: source, ticket_id, part
with issue as (
    select raw_issue.source, raw_issue.id as ticket_id, raw_issue.payload
    from raw.github_issue as raw_issue
    semi join core.github_issue as ticket
        on ticket.source = raw_issue.source and ticket.issue_id = raw_issue.id
        and ticket.ticket_id = raw_issue.id
    where contains(payload, '"issueType"')
        or contains(payload, '"parent"')
        or contains(payload, '"issueFieldValues"')
),
content as (
    select
        source,
        ticket_id,
        payload -> 'issueType' as type,
        payload -> 'parent' as parent,
        from_json(payload -> '$.issueFieldValues.nodes', '[{
            "field": {"id": "VARCHAR", "name": "VARCHAR", "dataType": "VARCHAR"},
            "number": "VARCHAR", "date": "VARCHAR", "name": "VARCHAR", "options": [{"name": "VARCHAR"}]
        }]') as field_values
    from issue
)
select
    source, ticket_id, 'type' as part, null as name, null as type,
    type ->> 'id' as value_id, coalesce(type ->> 'name', 'Issue') as value_text
from content
where type is not null
union all
select source, ticket_id, 'parent', null, null, parent ->> 'fullDatabaseId', null
from content
where parent is not null
union all
select
    source, ticket_id, v.field.id, v.field.name, v.field.dataType, null,
    coalesce(v.number, v.date, v.name, v.options[1].name)
from (select source, ticket_id, unnest(field_values) as v from content)
where v.field.id is not null
