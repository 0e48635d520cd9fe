-- What teams completed, by week: the 26 weeks to the week. The middle half is of the 13 weeks before each.
with counted as (
    select
        velocity.*,
        quantile_cont(completed_count, 0.25) over past as past_low,
        quantile_cont(completed_count, 0.75) over past as past_high,
        count(*) over past as past_weeks
    from velocity_week as velocity
    where is_complete_week
    window past as (
        partition by team_id order by week_starts_on rows between 13 preceding and 1 preceding
    )
)
select
    week_starts_on,
    iso_week,
    team_id,
    team_name,
    completed_count,
    points,
    unestimated_count,
    lead_hours_p50,
    pull_request_merged_count,
    if(past_weeks = 13, past_low, null) as past_low_count,
    if(past_weeks = 13, past_high, null) as past_high_count,
    exists(
        select 1 from organization_event as event
        where event.kind = 'reorganization' and event.team_id = counted.team_id
            and event.week_starts_on = counted.week_starts_on
    ) as is_reorganized,
    exists(
        select 1 from organization_event as event
        where event.kind = 'holiday' and event.team_id = counted.team_id
            and event.week_starts_on = counted.week_starts_on
    ) as has_holiday,
    grade
from counted
where
    ($team = '*' or team_id = $team) and week_starts_on > $week::date - 7 * 26 and week_starts_on <= $week
    and (
        $team <> '*'
        or team_id in (
            select velocity.team_id from velocity_week as velocity where velocity.week_starts_on = $week
        )
    )
order by team_name, team_id, week_starts_on
