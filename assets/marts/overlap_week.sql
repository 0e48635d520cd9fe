-- How many hours of each week two teams work at the same time, by their calendars: holidays and days on which only one of
-- them changes its clocks are in it. Where they share none, no question is answered before the next day.
-- One row per week and pair of teams that were there, each pair once (team_id before other_team_id in the alphabet).
-- key: week_starts_on, team_id, other_team_id
-- column week_starts_on: Monday of the week, in the organization's time zone
-- column iso_week: ISO year and week
-- column is_complete_week: false for the running week, whose hours are those of the whole week all the same
-- column team_id: one team
-- column team_name: what it is called
-- column other_team_id: the other one
-- column other_team_name: what that is called
-- column overlap_hours: hours of the week in which both work
-- column team_hours: working hours of the one in the week
-- column other_team_hours: working hours of the other
with stretch as (
    select
        calendar_day.calendar,
        calendar_day.day_on,
        week.week_starts_on,
        greatest(calendar_day.opens_at, week.starts_at) as opens_at,
        least(calendar_day.closes_at, week.ends_at) as closes_at
    from core.calendar_day as calendar_day
    inner join core.week as week
        on week.starts_at < calendar_day.closes_at and week.ends_at > calendar_day.opens_at
    where week.is_observed
),
calendar_week as (
    select calendar, week_starts_on, sum(epoch(closes_at - opens_at)) / 3600 as hours
    from stretch
    group by calendar, week_starts_on
),
-- Days of two calendars that overlap are the same, or one is a day ahead.
stretch_near as (
    select *, day_on + unnest([-1, 0, 1])::integer as near_on
    from stretch
),
shared_week as (
    select
        one.calendar,
        other.calendar as other_calendar,
        one.week_starts_on,
        sum(epoch(least(one.closes_at, other.closes_at) - greatest(one.opens_at, other.opens_at))) / 3600
            as hours
    from stretch as one
    inner join stretch_near as other
        on other.near_on = one.day_on and other.week_starts_on = one.week_starts_on
        and other.opens_at < one.closes_at and other.closes_at > one.opens_at
    group by one.calendar, other.calendar, one.week_starts_on
),
team_in_week as (
    select
        week.week_starts_on, week.iso_week, week.is_complete_week, team.team_id, team.calendar,
        coalesce(calendar_week.hours, 0) as hours
    from core.week as week
    inner join core.team as team
        on week.ends_at > team.from_at
        and week.starts_at < team.to_at
    left join calendar_week
        on calendar_week.calendar = team.calendar and calendar_week.week_starts_on = week.week_starts_on
    where week.is_observed and team.calendar is not null
)
select
    one.week_starts_on,
    one.iso_week,
    one.is_complete_week,
    one.team_id,
    marts.team_name(one.team_id) as team_name,
    other.team_id as other_team_id,
    marts.team_name(other.team_id) as other_team_name,
    coalesce(shared_week.hours, 0) as overlap_hours,
    one.hours as team_hours,
    other.hours as other_team_hours
from team_in_week as one
inner join team_in_week as other
    on other.week_starts_on = one.week_starts_on and other.team_id > one.team_id
left join shared_week
    on shared_week.calendar = one.calendar and shared_week.other_calendar = other.calendar
    and shared_week.week_starts_on = one.week_starts_on
order by one.week_starts_on, one.team_id, other.team_id
