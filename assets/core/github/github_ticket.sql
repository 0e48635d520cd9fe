-- GitHub's issues in the columns of core.latest_ticket; one that was transferred is one ticket, in the repository in which it is now
-- (core.github_issue). A repository is the project; an issue without a type is an Issue; of several assignees the one who was
-- assigned last and still is counts. What the status is, core.github_ticket_change says.
-- One row per GitHub issue, or chain of them.
-- key: source, ticket_id
with look as (
    select source, scope, core.instant(payload ->> 'started_at') as looked_at
    from landing.walk
),
last_assignee as (
    select source, ticket_id, last(to_id order by happened_at, try_cast(change_id as bigint)) as assignee
    from core.github_ticket_change
    where field = 'assignee'
    group by source, ticket_id
),
last_status as (
    select source, ticket_id, last(to_id order by happened_at, try_cast(change_id as bigint)) as status_id
    from core.github_ticket_change
    where field = 'status'
    group by source, ticket_id
),
-- Several fields may hold one thing: of those that are filled the first counts.
value_by_role as (
    select
        filled.source,
        filled.ticket_id,
        first(value_text order by coverage.rank) filter (where filled.role = 'points') as points,
        first(value_text order by coverage.rank) filter (where filled.role = 'team') as team,
        first(value_text order by coverage.rank) filter (where filled.role = 'priority') as priority
    from core.github_field_value as filled
    left join core.github_field_coverage as coverage
        on coverage.source = filled.source and coverage.field_id = filled.field_id
        and coverage.project_id = filled.project_id
    group by filled.source, filled.ticket_id
)
select
    issue.source,
    issue.id as ticket_id,
    repository.name || '#' || (issue.payload ->> 'number') as key,
    issue.payload ->> 'url' as url,
    type_plan.value_id as type_id,
    coalesce(type.name, 'Issue') as type,
    coalesce(type.is_subtask, false) as is_subtask,
    case
        when o.excluded_types is not null
            then not list_has_any(o.excluded_types, coalesce(type.names, ['Issue']))
        else coalesce(type.hierarchy_level, 0) = 0
    end as is_counted,
    issue.scope as project_id,
    repository.name as project_key,
    coalesce(last_status.status_id, lower(issue.payload ->> 'state')) as status_id,
    case when issue.payload ->> 'state' = 'CLOSED' then lower(issue.payload ->> 'stateReason') end
        as resolution,
    coalesce(last_assignee.assignee, issue.payload ->> '$.assignees.nodes[0].databaseId') as assignee,
    issue.payload ->> '$.author.databaseId' as reporter,
    null::varchar as team_value_id,
    value_by_role.team as team_value,
    core.number(value_by_role.points) as points,
    false as is_request,
    value_by_role.priority,
    issue.payload ->> '$.milestone.title' as milestone,
    try_cast(core.instant(issue.payload ->> '$.milestone.dueOn') as date) as milestone_due_on,
    coalesce(parent.ticket_id, parent_plan.value_id) as parent_id,
    parent.key as parent_key,
    core.instant(issue.payload ->> 'createdAt') as created_at,
    core.instant(issue.payload ->> 'updatedAt') as updated_at,
    first_look.first_seen_at,
    coalesce(
        (
            select max(looked_at) from look
            where look.source = issue.source and look.scope = issue.scope
                and (issue.gone_at is null or looked_at < issue.gone_at)
        ),
        issue.changed_at
    ) as last_seen_at,
    issue.gone_at,
    ([])::struct(id varchar, name varchar)[] as components,
    from_json(issue.payload -> '$.labels.nodes[*].name', '["VARCHAR"]') as labels
from raw.github_issue as issue
inner join (
    select source, ticket_id, min(first_seen_at) as first_seen_at from core.github_issue group by all
) as first_look
    on first_look.source = issue.source and first_look.ticket_id = issue.id
cross join core.organization as o
left join core.repository as repository
    on repository.source = issue.source and repository.repository_id = issue.scope
left join last_assignee on last_assignee.source = issue.source and last_assignee.ticket_id = issue.id
left join last_status on last_status.source = issue.source and last_status.ticket_id = issue.id
left join value_by_role on value_by_role.source = issue.source and value_by_role.ticket_id = issue.id
left join core.github_issue_plan as type_plan
    on type_plan.source = issue.source and type_plan.ticket_id = issue.id and type_plan.part = 'type'
left join core.github_ticket_type as type
    on type.source = type_plan.source and type.type_id = type_plan.value_id
left join core.github_issue_plan as parent_plan
    on parent_plan.source = issue.source and parent_plan.ticket_id = issue.id and parent_plan.part = 'parent'
left join core.github_issue_key as parent
    on parent.source = parent_plan.source and parent.issue_id = parent_plan.value_id
where created_at is not null
