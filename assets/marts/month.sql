-- Months, midnight to midnight in the organization's time zone: those of all days in `day`. A week of a weekly table belongs
-- to the month of its Monday.
-- One row per month.
-- key: month_starts_on
-- column month_starts_on: its first day
-- column year_month: such as 2026-03
-- column quarter_starts_on: first day of its quarter
-- column starts_at: its first instant, UTC
-- column ends_at: the first instant after it, UTC
-- column hours: its real length
-- column day_count: its days
-- column working_day_count: of these, days on which any team works by its calendar
-- column is_complete_month: false where it is not over, or began before the history of all sources is complete
with working_day as (
    select distinct day_on
    from core.team_day
)
select
    day.month_starts_on,
    strftime(day.month_starts_on, '%Y-%m') as year_month,
    date_trunc('quarter', day.month_starts_on)::date as quarter_starts_on,
    min(day.starts_at) as starts_at,
    max(day.ends_at) as ends_at,
    epoch(max(day.ends_at) - min(day.starts_at)) / 3600 as hours,
    count(*)::bigint as day_count,
    count(working_day.day_on)::bigint as working_day_count,
    bool_and(day.is_complete_day and day.is_observed) as is_complete_month
from core.day as day
left join working_day on working_day.day_on = day.day_on
group by day.month_starts_on
having bool_or(day.is_observed and day.week_starts_on <= (select max(week_starts_on) from core.week))
order by day.month_starts_on
