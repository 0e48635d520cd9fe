-- How many tickets of each project have each field that has a role filled, and which of several fields counts first
-- there: the organization file's order, then the field that the project's boards estimate in, then the fuller one.
-- One row per field and project.
-- key: source, field_id, project_id
with project as (
    select source, payload ->> '$.fields.project.id' as project_id, count(*) as ticket_count
    from raw.jira_issue
    where gone_at is null
    group by all
),
filled as (
    select source, field_id, project_id, count(*) as filled_count
    from core.field_value
    where is_there
    group by all
),
overall as (
    select source, field_id, sum(filled_count) as filled_count from filled group by all
),
board as (
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
    project.project_id,
    project.ticket_count,
    coalesce(filled.filled_count, 0) as filled_count,
    board.field_id is not null as is_board_estimate,
    row_number() over (
        partition by role.source, role.role, project.project_id
        order by
            role.choice_number nulls last, board.field_id is null, coalesce(filled.filled_count, 0) desc,
            coalesce(overall.filled_count, 0) desc, role.field_id
    ) as rank
from core.field_role as role
inner join project on project.source = role.source
left join filled
    on filled.source = role.source and filled.field_id = role.field_id and filled.project_id = project.project_id
left join overall on overall.source = role.source and overall.field_id = role.field_id
left join board
    on board.source = role.source and board.field_id = role.field_id and board.project_id = project.project_id
