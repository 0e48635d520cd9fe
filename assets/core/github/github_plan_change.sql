-- How the plans of GitHub's issues changed, in the columns of core.ticket_change: type, parent, links, and what the fields
-- that have a role held, wherever they are (on the issue, on a board, in labels). Of several fields that hold priorities the
-- one counts that is filled now, and comes first there.
-- One row per change and field.
-- view: core.github_ticket_change
with plan_change as (
    select
        source, change_id, ticket_id, happened_at, account_id, kind, field_id,
        from_id, from_text, to_id, to_text
    from core.github_plan_event
    union all by name
    select
        source, change_id, ticket_id, happened_at,
        case when part in ('type', 'parent') then part else 'field' end as kind,
        case when part not in ('type', 'parent') then part end as field_id,
        from_id, from_text, to_id, to_text
    from core.github_unrecorded_plan
    union all by name
    select
        source, change_id, ticket_id, happened_at, account_id, 'field' as kind, field_id, from_text, to_text
    from core.github_label_value
    union all by name
    select
        source, change_id, ticket_id, happened_at, 'field' as kind, field_id,
        from_id, from_text, to_id, to_text
    from core.github_board_value
),
role_change as (
    select change.*, role.role, role.choice_number
    from plan_change as change
    inner join core.github_field_role as role
        on role.source = change.source and role.field_id = change.field_id
    where change.kind = 'field'
),
priority_field as (
    select change.source, change.ticket_id, change.field_id
    from role_change as change
    left join core.github_field_value as filled
        on filled.source = change.source and filled.ticket_id = change.ticket_id
        and filled.field_id = change.field_id
    left join core.github_field_coverage as coverage
        on coverage.source = filled.source and coverage.field_id = filled.field_id
        and coverage.project_id = filled.project_id
    where change.role = 'priority'
    qualify row_number() over (
            partition by change.source, change.ticket_id
            order by coverage.rank nulls last, change.choice_number nulls last, change.field_id
        ) = 1
)
select
    source, change_id, 1 as item_number, ticket_id, happened_at, account_id, kind as field, kind as field_id,
    from_id, from_text, to_id, to_text
from plan_change
where kind <> 'field'
union all
select
    source, change_id, 4, ticket_id, happened_at, account_id, role, field_id,
    case role when 'sprint' then from_id end, from_text, case role when 'sprint' then to_id end, to_text
from role_change
where role <> 'priority'
union all
select
    source, change_id, 4, ticket_id, happened_at, account_id, 'priority', 'priority',
    null, from_text, null, to_text
from role_change
semi join priority_field using (source, ticket_id, field_id)
where role = 'priority'
