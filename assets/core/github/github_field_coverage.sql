-- How many of GitHub's issues in each repository have each field that has a role filled, and which of several fields counts
-- first there: the organization file's order, then the fuller one. A field that no issue of a repository has is not one of
-- that repository: boards and labels are of no repository.
-- One row per field and repository.
-- key: source, field_id, project_id
with project_size as (
    select source, scope as project_id, count(*) as ticket_count
    from raw.github_issue
    where gone_at is null
    group by all
),
fill as (
    select
        source, field_id, project_id, count(*) as filled_count,
        sum(count(*)) over (partition by source, field_id) as everywhere_count
    from core.github_field_value
    where is_there
    group by source, field_id, project_id
)
select
    fill.source,
    role.role,
    fill.field_id,
    fill.project_id,
    project_size.ticket_count,
    fill.filled_count,
    false as is_board_estimate,
    row_number() over (
        partition by fill.source, role.role, fill.project_id
        order by
            role.choice_number nulls last,
            fill.filled_count desc,
            fill.everywhere_count desc,
            fill.field_id
    ) as rank
from fill
inner join core.github_field_role as role on role.source = fill.source and role.field_id = fill.field_id
inner join project_size on project_size.source = fill.source and project_size.project_id = fill.project_id
