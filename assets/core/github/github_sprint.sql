-- Iterations of GitHub's project boards, as sprints. An iteration is begun and ended by its dates, in the organization's time
-- zone: nobody starts or completes it, so plan and fact are one. They are those of the newest look. Who was in it before
-- the first look at its board is unknown (known_from). One that its board has no more is gone since the look that missed it.
-- One row per iteration.
-- view: core.sprint
with look as (
    select
        source, id as board_id, fetched_at, payload,
        min(fetched_at) over (partition by source, id) as known_from,
        lead(fetched_at) over looks as next_at
    from landing.github_board
    window looks as (partition by source, id order by fetched_at, walk, row)
),
field as (
    select
        look.* exclude (payload),
        unnest(from_json(payload -> 'fields', '[{
            "id": "VARCHAR",
            "configuration": {
                "iterations": [{"id": "VARCHAR", "title": "VARCHAR", "startDate": "DATE", "duration": "INTEGER"}],
                "completedIterations":
                    [{"id": "VARCHAR", "title": "VARCHAR", "startDate": "DATE", "duration": "INTEGER"}]
            }
        }]')) as f
    from look
),
iteration as (
    select
        field.* exclude (f),
        unnest(list_concat(f.configuration.iterations, f.configuration.completedIterations)) as i
    from field
    semi join core.github_field_role as role
        on role.source = field.source and role.field_id = field.f.id and role.role = 'sprint'
),
newest_iteration as (
    select * from iteration
    qualify row_number() over (partition by source, board_id, i.id order by fetched_at desc) = 1
)
select
    source,
    board_id || ':' || i.id as sprint_id,
    i.title as name,
    board_id,
    'planned' as state,
    timezone(o.timezone, i.startDate::timestamp)::timestamp as starts_at,
    timezone(o.timezone, (i.startDate + i.duration)::timestamp)::timestamp as ends_at,
    starts_at as activated_at,
    ends_at as completed_at,
    known_from,
    next_at as gone_at
from newest_iteration
cross join core.organization as o
