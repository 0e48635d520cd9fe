-- How many tickets of each project have each field that has a role filled, and which of several fields counts first
-- there: the organization file's order, then the field that the project's boards estimate in, then the fuller one.
-- One row per field and project.
-- key: source, field_id, project_id
with project_size as (
    select source, payload ->> '$.fields.project.id' as project_id, count(*) as ticket_count
    from raw.jira_issue
    where gone_at is null
    group by all
),
fill as (
    select source, field_id, project_id, count(*) as filled_count
    from core.jira_field_value
    where is_there
    group by all
),
source_fill as (
    select source, field_id, sum(filled_count) as filled_count from fill group by all
),
board_estimate as (
    select distinct
        source,
        payload ->> '$.estimation.field.fieldId' as field_id,
        payload ->> '$.location.projectId' as project_id
    from raw.jira_board
    where gone_at is null
)
select
    role.source,
    role.role,
    role.field_id,
    project_size.project_id,
    project_size.ticket_count,
    coalesce(fill.filled_count, 0) as filled_count,
    board_estimate.field_id is not null as is_board_estimate,
    row_number() over (
        partition by role.source, role.role, project_size.project_id
        order by
            role.choice_number nulls last,
            board_estimate.field_id is null,
            coalesce(fill.filled_count, 0) desc,
            coalesce(source_fill.filled_count, 0) desc, role.field_id
    ) as rank
from core.jira_field_role as role
inner join project_size on project_size.source = role.source
left join fill
    on fill.source = role.source
    and fill.field_id = role.field_id
    and fill.project_id = project_size.project_id
left join source_fill on source_fill.source = role.source and source_fill.field_id = role.field_id
left join board_estimate
    on board_estimate.source = role.source
    and board_estimate.field_id = role.field_id
    and board_estimate.project_id = project_size.project_id
