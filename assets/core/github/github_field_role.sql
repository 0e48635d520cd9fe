-- Which of GitHub's fields may hold the estimate (points), the team, the sprint and the priority: fields of issues, fields of
-- project boards, and labels of a pattern (label: and what the organization file says, with * for the value). The
-- organization file's choice, by name or id, comes first and leaves no other field in that role. Else every iteration field of a board holds
-- sprints, and others are found by kind and name. A name that several boards have means all of them.
-- One row per field that has a role.
-- key: source, field_id
with choice as (
    select s.name as source, c.role, c.field_id, number
    from core.organization, unnest(sources) as u (s), unnest(s.fields) with ordinality as v (c, number)
    where s.kind = 'github'
),
board_field as (
    select
        source, gone_at is not null as is_gone,
        unnest(from_json(
            payload -> 'fields', '[{"id": "VARCHAR", "name": "VARCHAR", "dataType": "VARCHAR"}]'
        )) as f
    from raw.github_board
),
field as (
    select source, f.id as field_id, f.name, f.dataType as type, 'board' as place, is_gone
    from board_field
    union all
    select source, field_id, max(field_name), max(field_type), 'issue', false
    from (
        select source, field_id, field_name, field_type from core.github_plan_event
        where kind = 'field'
        union all
        select source, part, name, type from core.github_issue_plan where part not in ('type', 'parent')
    )
    where field_id is not null
    group by source, field_id
),
finding as (
    select
        *,
        case
            when type = 'ITERATION' then 'sprint'
            when
                type = 'NUMBER'
                and lower(trim(name)) in ('estimate', 'points', 'story points', 'story point estimate')
                then 'points'
            when type = 'SINGLE_SELECT' and lower(trim(name)) in ('team', 'priority') then lower(trim(name))
        end as role
    from field
),
field_word as (
    select source, field_id, lower(trim(name)) as word from field
    union
    select source, field_id, lower(field_id) from field
),
candidate as (
    select
        choice.source, coalesce(field.field_id, choice.field_id) as field_id, choice.role,
        'organization file' as found_by, choice.number, coalesce(field.name, choice.field_id) as name,
        case
            when starts_with(choice.field_id, 'label: ') then 'label'
            else lower(field.place || ' ' || field.type)
        end as type,
        case when starts_with(choice.field_id, 'label: ') then false else coalesce(field.is_gone, true) end
            as is_gone
    from choice
    left join field_word as word
        on word.source = choice.source and word.word = lower(choice.field_id)
    left join field on field.source = word.source and field.field_id = word.field_id
    union all
    select
        finding.source, finding.field_id, finding.role,
        case finding.role when 'sprint' then 'type' else 'name' end,
        null, finding.name, lower(finding.place || ' ' || finding.type), finding.is_gone
    from finding
    anti join choice on choice.source = finding.source and choice.role = finding.role
    where finding.role is not null
)
select
    source, field_id, role, found_by, number as choice_number, name, type,
    null::varchar as project_id, is_gone
from candidate
qualify row_number() over (partition by source, field_id order by choice_number nulls last, role) = 1
