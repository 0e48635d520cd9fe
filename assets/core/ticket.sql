-- Tickets as they are now, or as they were when last seen. Keys are attributes: a ticket is its numeric id.
-- last_seen_at is the last look that found it: the walk before the one that missed it, or else the scope's last whole walk.
-- One row per ticket.
-- key: source, ticket_id
with look as (
    select source, scope, (payload ->> 'started_at')::timestamptz::timestamp as looked_at
    from landing.walk
),
issue as (
    select
        issue.*,
        payload -> 'fields' as f,
        (
            select max(looked_at) from look
            where look.source = issue.source and look.scope = issue.scope
                and (issue.gone_at is null or looked_at < issue.gone_at)
        ) as looked_at
    from raw.jira_issue as issue
),
points as (
    select issue.source, issue.id, max(try_cast(json_extract_string(f, '$.' || field_id) as double)) as points
    from issue
    inner join core.field_role as role on role.source = issue.source and role.role = 'points'
    group by issue.source, issue.id
),
team as (
    select
        issue.source,
        issue.id,
        max(json_extract_string(f, '$.' || field_id || '.id')) as team_value_id,
        max(json_extract_string(f, '$.' || field_id || '.name')) as team_value
    from issue
    inner join core.field_role as role on role.source = issue.source and role.role = 'team'
    group by issue.source, issue.id
),
request as (
    select issue.source, issue.id,
        bool_or(json_extract(f, '$.' || field_id) not in ('null', '{}')) as is_request
    from issue
    inner join core.field_role as role on role.source = issue.source and role.role = 'request_type'
    group by issue.source, issue.id
)
select
    issue.source,
    issue.id as ticket_id,
    issue.payload ->> 'key' as key,
    site.payload ->> 'baseUrl' || '/browse/' || (issue.payload ->> 'key') as url,
    f ->> '$.issuetype.name' as type,
    (f ->> '$.issuetype.subtask')::boolean as is_subtask,
    case
        when o.excluded_types is not null then not list_contains(o.excluded_types, f ->> '$.issuetype.name')
        else not coalesce((f ->> '$.issuetype.subtask')::boolean, false)
            and coalesce((f ->> '$.issuetype.hierarchyLevel')::integer, 0) = 0
    end as is_counted,
    f ->> '$.project.id' as project_id,
    f ->> '$.project.key' as project_key,
    f ->> '$.status.id' as status_id,
    f ->> '$.resolution.name' as resolution,
    f ->> '$.assignee.accountId' as assignee,
    f ->> '$.reporter.accountId' as reporter,
    team.team_value_id,
    team.team_value,
    points.points,
    coalesce(request.is_request, false) as is_request,
    f ->> '$.priority.name' as priority,
    f ->> '$.parent.id' as parent_id,
    (f ->> 'created')::timestamptz::timestamp as created_at,
    (f ->> 'updated')::timestamptz::timestamp as updated_at,
    issue.first_seen_at,
    coalesce(issue.looked_at, issue.changed_at) as last_seen_at,
    issue.gone_at,
    from_json(f -> 'components', '[{"id": "VARCHAR", "name": "VARCHAR"}]') as components
from issue
cross join core.organization as o
left join points on points.source = issue.source and points.id = issue.id
left join team on team.source = issue.source and team.id = issue.id
left join request on request.source = issue.source and request.id = issue.id
left join (
    select source, any_value(payload) as payload from raw.jira_site where gone_at is null group by source
) as site on site.source = issue.source
where f is not null
union all by name
select * from core.github_ticket
