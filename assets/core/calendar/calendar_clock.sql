-- Each calendar by UTC's days: the seconds worked before the day, and the one or two stretches of it that are worked (of
-- no length where there is none: a calendar's own day may turn within it). Joined by an instant's date, it is read by
-- working_seconds: business time between two instants is the difference of two readings; null without a calendar.
-- One row per calendar and day of UTC.
-- key: calendar, day_on
with stretch as (
    select
        calendar,
        opens_at::date as day_on,
        opens_at,
        least(closes_at, opens_at::date + interval 1 day) as closes_at
    from core.calendar_day
    union all
    select calendar, closes_at::date, closes_at::date::timestamp, closes_at
    from core.calendar_day
    where closes_at::date > opens_at::date
),
opening as (
    select
        calendar,
        day_on,
        min(opens_at) as opens_at,
        min(closes_at) as closes_at,
        greatest(max(opens_at), min(closes_at)) as reopens_at,
        max(closes_at) as recloses_at,
        sum(epoch(closes_at - opens_at)) as seconds
    from stretch
    group by calendar, day_on
),
calendar_date as (
    select c.id as calendar, unnest(generate_series(first_on, last_on, interval 1 day))::date as day_on
    from (select min(opens_at)::date as first_on, max(closes_at)::date as last_on from core.calendar_day)
    cross join core.organization, unnest(calendars) as u (c)
)
select
    calendar,
    day_on,
    coalesce(
        sum(opening.seconds) over (
            partition by calendar order by day_on rows between unbounded preceding and 1 preceding
        ),
        0
    )::double as seconds_before,
    coalesce(opens_at, day_on) as opens_at,
    coalesce(closes_at, day_on) as closes_at,
    coalesce(reopens_at, day_on) as reopens_at,
    coalesce(recloses_at, day_on) as recloses_at
from calendar_date
left join opening using (calendar, day_on)
