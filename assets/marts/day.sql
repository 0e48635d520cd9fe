-- Days, midnight to midnight in the organization's time zone: those of all weeks in `week`.
-- One row per day.
-- key: day_on
-- column day_on: the day
-- column iso_week: ISO year and week, such as 2026-W53
-- column week_starts_on: Monday of its week; the key of `week`
-- column month_starts_on: first day of its month; the key of `month`
-- column quarter_starts_on: first day of its quarter
-- column weekday_number: 1 Monday to 7 Sunday
-- column starts_at: its first instant, UTC
-- column ends_at: the first instant after it, UTC
-- column hours: its real length; 23 or 25 where the clocks change
-- column is_working_day: whether any team works on it by its calendar (team_day has each)
-- column working_team_count: teams that do
-- column is_complete_day: false while it is not over
with working_team as (
    select day_on, count(*)::bigint as team_count
    from core.team_day
    group by day_on
)
select
    day.day_on,
    strftime(day.day_on, '%G-W%V') as iso_week,
    day.week_starts_on,
    day.month_starts_on,
    date_trunc('quarter', day.day_on)::date as quarter_starts_on,
    isodow(day.day_on)::bigint as weekday_number,
    day.starts_at,
    day.ends_at,
    epoch(day.ends_at - day.starts_at) / 3600 as hours,
    coalesce(working_team.team_count, 0) > 0 as is_working_day,
    coalesce(working_team.team_count, 0) as working_team_count,
    day.is_complete_day
from core.day as day
left join working_team on working_team.day_on = day.day_on
where day.is_observed and day.week_starts_on <= (select max(week_starts_on) from core.week)
order by day.day_on
