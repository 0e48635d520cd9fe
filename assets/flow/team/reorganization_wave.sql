-- Reorganizations as they happened: the weeks in which one team became another, as long as no more than six weeks lie
-- between them, are one change of that team; teams whose change began in the same week changed together. Its teams were
-- there before it or are there after it.
-- One row per wave and team.
-- key: wave_on, team_id
with step as (
    select
        *,
        coalesce(
            week_starts_on - lag(week_starts_on) over (partition by team_id order by week_starts_on) > 42,
            true
        ) as is_first
    from flow.reorganization
),
stretch as (
    select
        *,
        count(*) filter (where is_first) over (
            partition by team_id order by week_starts_on rows unbounded preceding
        ) as stretch_number
    from step
)
select
    min(week_starts_on) as wave_on,
    team_id,
    timezone('UTC', timezone(any_value(o.timezone), min(week_starts_on)::timestamp)) as began_at,
    max(settled_at) as settled_at,
    sum(joined_count)::bigint as joined_count,
    sum(left_count)::bigint as left_count
from stretch
cross join core.organization as o
group by team_id, stretch_number
