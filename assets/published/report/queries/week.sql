-- The week that a page is about: the one asked for, else the newest that is over, else the running one.
with newest as (
    select coalesce(max(week_starts_on) filter (where is_complete_week), max(week_starts_on)) as starts_on
    from week
)
select
    week_starts_on,
    iso_week,
    week_starts_on + 6 as last_on,
    is_complete_week,
    week_starts_on = newest.starts_on as is_newest,
    if(
        exists (
            select 1 from handoff_trend as trend
            where trend.period = '13 weeks' and trend.period_ends_on = week.week_starts_on + 7
        ),
        13, 4
    ) as window_weeks
from week
cross join newest
where if($asked is null, week_starts_on = newest.starts_on, iso_week = $asked)
