-- Jira's issues in the columns of core.latest_ticket, as they are now or as they were when last seen, but for the key of their
-- project: that changes without a word of the issue. One reading of the payload
-- serves all columns: DuckDB keeps what it parses for each reading.
-- One row per issue.
-- view: core.latest_ticket
with look as (
    select source, scope, core.instant(payload ->> 'started_at') as looked_at
    from landing.walk
),
issue as (
    select
        issue.* exclude (payload),
        from_json(payload, '{
            "key": "VARCHAR",
            "fields": {
                "issuetype": {"id": "VARCHAR", "name": "VARCHAR", "subtask": "BOOLEAN", "hierarchyLevel": "INTEGER"},
                "project": {"id": "VARCHAR", "key": "VARCHAR"}, "status": {"id": "VARCHAR"},
                "resolution": {"id": "VARCHAR", "name": "VARCHAR"}, "assignee": {"accountId": "VARCHAR"},
                "reporter": {"accountId": "VARCHAR"}, "priority": {"id": "VARCHAR", "name": "VARCHAR"},
                "parent": {"id": "VARCHAR", "key": "VARCHAR"}, "created": "VARCHAR", "updated": "VARCHAR",
                "components": [{"id": "VARCHAR", "name": "VARCHAR"}], "labels": ["VARCHAR"]
            }
        }') as p,
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
        first(struct_pack(id := value_id, text := value_text) order by rank) filter (
            where held.role = 'points'
        ) as points,
        first(struct_pack(id := value_id, text := value_text) order by rank) filter (
            where held.role = 'team'
        ) as team,
        first(value_text order by rank) filter (where held.role = 'epic_link') as epic_key,
        count(*) filter (where held.role = 'flagged') > 0 as is_flagged,
        count(*) filter (where held.role = 'request_type') > 0 as is_request
    from core.jira_field_value as held
    left join core.jira_field_coverage as coverage
        on coverage.source = held.source and coverage.field_id = held.field_id
        and coverage.project_id = held.project_id
    group by held.source, held.ticket_id
),
epic as (
    select
        source,
        payload ->> 'key' as key,
        max(id) as id,
        max_by(payload ->> '$.fields.issuetype.id', id) as type_id
    from raw.jira_issue
    where gone_at is null
    group by all
),
-- Data Center tells no levels: a type whose tickets are or were epics of others holds tickets together.
epic_type as (
    select epic.source, epic.type_id
    from epic
    semi join
        field_value_by_role
        on field_value_by_role.source = epic.source and field_value_by_role.epic_key = epic.key
    union
    select epic.source, epic.type_id
    from epic
    inner join core.ticket_change as change on change.source = epic.source and change.to_id = epic.id
    semi join core.jira_field_role as role
        on role.source = change.source and role.field_id = change.field_id and role.role = 'epic_link'
)
select
    issue.source,
    issue.id as ticket_id,
    coalesce(project.key || regexp_extract(p.key, '-\d+$'), p.key) as key,
    site.base_url || '/browse/' || coalesce(project.key || regexp_extract(p.key, '-\d+$'), p.key) as url,
    p.fields.issuetype.id as type_id,
    coalesce(type.name, p.fields.issuetype.name) as type,
    p.fields.issuetype.subtask as is_subtask,
    case
        when o.excluded_types is not null
            then not list_has_any(
                    o.excluded_types, list_append(coalesce(type.names, []), p.fields.issuetype.name)
                )
        else not coalesce(p.fields.issuetype.subtask, false)
            and coalesce(
                p.fields.issuetype.hierarchyLevel, case when epic_type.type_id is not null then 1 end, 0
            ) = 0
    end as is_counted,
    p.fields.project.id as project_id,
    coalesce(project.key, p.fields.project.key) as project_key,
    p.fields.status.id as status_id,
    p.fields.resolution.id as resolution_id,
    p.fields.resolution.name as resolution,
    p.fields.assignee.accountId as assignee,
    p.fields.reporter.accountId as reporter,
    field_value_by_role.team.id as team_value_id,
    field_value_by_role.team.text as team_value,
    core.number(field_value_by_role.points.text) as points,
    coalesce(field_value_by_role.is_request, false) as is_request,
    coalesce(field_value_by_role.is_flagged, false) as is_flagged,
    p.fields.priority.id as priority_id,
    p.fields.priority.name as priority,
    coalesce(p.fields.parent.id, epic.id) as parent_id,
    coalesce(p.fields.parent.key, field_value_by_role.epic_key) as parent_key,
    core.instant(p.fields.created) as created_at,
    core.instant(p.fields.updated) as updated_at,
    issue.first_seen_at,
    coalesce(issue.looked_at, issue.changed_at) as last_seen_at,
    issue.gone_at,
    issue.gone_reason,
    p.fields.components,
    p.fields.labels
from issue
cross join core.organization as o
left join
    field_value_by_role
    on field_value_by_role.source = issue.source and field_value_by_role.ticket_id = issue.id
left join epic on epic.source = issue.source and epic.key = field_value_by_role.epic_key
left join core.jira_ticket_type as type on type.source = issue.source and type.type_id = p.fields.issuetype.id
left join epic_type on epic_type.source = issue.source and epic_type.type_id = p.fields.issuetype.id
left join core.jira_site as site on site.source = issue.source
left join core.jira_project as project
    on project.source = issue.source and project.project_id = p.fields.project.id
where created_at is not null
