-- Tickets as they are now, or as they were when last seen. Keys are attributes: a ticket is its numeric id.
-- last_seen_at is the last look that found it: the walk before the one that missed it, or else the scope's last whole walk.
-- ticket_number is the ticket's number in this warehouse and this run, in the order of creation, those that are gone last: flow
-- joins and sorts by it, which is much faster than by source and id. What is published names tickets by source and id.
-- One row per ticket.
-- key: source, ticket_id
-- macro: single_values(ticket) as [
--     struct_pack(field := 'status', id := ticket.status_id, text := null),
--     struct_pack(field := 'assignee', id := ticket.assignee, text := null),
--     struct_pack(field := 'reporter', id := ticket.reporter, text := null),
--     struct_pack(field := 'project', id := ticket.project_id, text := ticket.project_key),
--     struct_pack(field := 'key', id := null, text := ticket.key),
--     struct_pack(field := 'resolution', id := ticket.resolution_id, text := ticket.resolution),
--     struct_pack(field := 'type', id := ticket.type_id, text := ticket.type),
--     struct_pack(field := 'priority', id := ticket.priority_id, text := ticket.priority),
--     struct_pack(field := 'parent', id := ticket.parent_id, text := ticket.parent_key)
-- ]
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
-- Several fields may hold one thing: of those that are filled the first counts.
field_value_by_role as (
    select
        held.source,
        held.ticket_id,
        first(struct_pack(id := value_id, text := value_text) order by rank) filter (where held.role = 'points') as points,
        first(struct_pack(id := value_id, text := value_text) order by rank) filter (where held.role = 'team') as team,
        first(value_text order by rank) filter (where held.role = 'epic_link') as epic_key,
        count(*) filter (where held.role = 'flagged') > 0 as is_flagged,
        count(*) filter (where held.role = 'request_type') > 0 as is_request
    from core.field_value as held
    left join core.field_coverage as coverage
        on coverage.source = held.source and coverage.field_id = held.field_id
        and coverage.project_id = held.project_id
    group by held.source, held.ticket_id
),
epic as (
    select source, payload ->> 'key' as key, max(id) as id, any_value(payload ->> '$.fields.issuetype.id') as type_id
    from raw.jira_issue
    where gone_at is null
    group by all
),
-- Data Center tells no levels: a type whose tickets are or were epics of others holds tickets together.
epic_type as (
    select epic.source, epic.type_id
    from epic
    semi join field_value_by_role on field_value_by_role.source = epic.source and field_value_by_role.epic_key = epic.key
    union
    select epic.source, epic.type_id
    from epic
    inner join core.ticket_change as change on change.source = epic.source and change.to_id = epic.id
    semi join core.field_role as role
        on role.source = change.source and role.field_id = change.field_id and role.role = 'epic_link'
),
every_ticket as (
    select
        issue.source,
        issue.id as ticket_id,
        issue.payload ->> 'key' as key,
        site.payload ->> 'baseUrl' || '/browse/' || (issue.payload ->> 'key') as url,
        f ->> '$.issuetype.id' as type_id,
        f ->> '$.issuetype.name' as type,
        (f ->> '$.issuetype.subtask')::boolean as is_subtask,
        case
            when o.excluded_types is not null then not list_contains(o.excluded_types, f ->> '$.issuetype.name')
            else not coalesce((f ->> '$.issuetype.subtask')::boolean, false)
                and coalesce(
                    (f ->> '$.issuetype.hierarchyLevel')::integer, case when epic_type.type_id is not null then 1 end, 0
                ) = 0
        end as is_counted,
        f ->> '$.project.id' as project_id,
        f ->> '$.project.key' as project_key,
        f ->> '$.status.id' as status_id,
        f ->> '$.resolution.id' as resolution_id,
        f ->> '$.resolution.name' as resolution,
        f ->> '$.assignee.accountId' as assignee,
        f ->> '$.reporter.accountId' as reporter,
        field_value_by_role.team.id as team_value_id,
        field_value_by_role.team.text as team_value,
        field_value_by_role.points.text::double as points,
        coalesce(field_value_by_role.is_request, false) as is_request,
        coalesce(field_value_by_role.is_flagged, false) as is_flagged,
        f ->> '$.priority.id' as priority_id,
        f ->> '$.priority.name' as priority,
        coalesce(f ->> '$.parent.id', epic.id) as parent_id,
        coalesce(f ->> '$.parent.key', field_value_by_role.epic_key) as parent_key,
        (f ->> 'created')::timestamptz::timestamp as created_at,
        (f ->> 'updated')::timestamptz::timestamp as updated_at,
        issue.first_seen_at,
        coalesce(issue.looked_at, issue.changed_at) as last_seen_at,
        issue.gone_at,
        issue.gone_reason,
        from_json(f -> 'components', '[{"id": "VARCHAR", "name": "VARCHAR"}]') as components,
        from_json(f -> 'labels', '["VARCHAR"]') as labels
    from issue
    cross join core.organization as o
    left join field_value_by_role on field_value_by_role.source = issue.source and field_value_by_role.ticket_id = issue.id
    left join epic on epic.source = issue.source and epic.key = field_value_by_role.epic_key
    left join epic_type on epic_type.source = issue.source and epic_type.type_id = (f ->> '$.issuetype.id')
    left join (
        select source, any_value(payload) as payload from raw.jira_site where gone_at is null group by source
    ) as site on site.source = issue.source
    where f is not null
    union all by name
    select * from core.github_ticket
)
select
    row_number() over (order by gone_at is not null, created_at, source, ticket_id)::integer as ticket_number,
    every_ticket.*
from every_ticket
