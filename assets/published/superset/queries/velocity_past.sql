-- What a team completed in a week, beside the middle half of its own 13 weeks before: the fourth least and the fourth
-- most of them. Null in a team's first 13 weeks.
-- One row per team and complete week.
-- key: week_starts_on, team_id
-- column week_starts_on: Monday of the week, in the organization's time zone
-- column team_id: the team
-- column team_name: what it is called
-- column completed_count: completions of the week that stand
-- column past_low_count: a quarter of the 13 weeks before had no more than these
-- column past_high_count: a quarter of the 13 weeks before had no fewer than these
-- column grade: how far the week's row may be trusted
with ranked as (
    select
        week.team_id,
        week.week_starts_on,
        past.completed_count,
        row_number() over (
            partition by week.team_id, week.week_starts_on order by past.completed_count
        ) as place
    from velocity_week as week
    inner join velocity_week as past
        on past.team_id = week.team_id
        and past.week_starts_on >= week.week_starts_on - 91
        and past.week_starts_on < week.week_starts_on
    where week.is_complete_week
),
middle as (
    select
        team_id,
        week_starts_on,
        max(case when place = 4 then completed_count end) as past_low_count,
        max(case when place = 10 then completed_count end) as past_high_count
    from ranked
    group by team_id, week_starts_on
    having count(*) = 13
)
select
    week.week_starts_on,
    week.team_id,
    week.team_name,
    week.completed_count,
    middle.past_low_count,
    middle.past_high_count,
    week.grade
from velocity_week as week
left join middle on week.team_id = middle.team_id and week.week_starts_on = middle.week_starts_on
where week.is_complete_week
