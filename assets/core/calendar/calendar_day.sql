-- Working days of each calendar in UTC, with the working seconds of all days before: business time between two
-- instants is the difference of two sums, so that no interval is ever cut into days.
-- Opening and closing are local times made into instants, so that daylight saving needs no case of its own. day_on is the
-- calendar's own day.
-- One row per calendar and working day.
-- key: calendar, opens_at
with bound as (
    select
        coalesce(min(created_at), core.as_of()) - interval 400 days as first_at,
        core.as_of() + interval 40 days as last_at
    from (
        select min(created_at) as created_at from core.ticket
        union all
        select min(created_at) from core.pull_request
    )
),
calendar_date as (
    select
        c.id as calendar,
        c.timezone,
        c.opens,
        c.closes,
        c.hours,
        unnest(generate_series(first_at::date, last_at::date, interval 1 day))::date as day_on,
        c.days,
        c.holidays,
        c.working_days
    from bound, core.organization, unnest(calendars) as u (c)
),
working_day as (
    select
        calendar,
        day_on,
        list_filter(hours, lambda h: h.day = isodow(day_on))[1] as that_day,
        timezone('UTC', timezone(timezone, day_on + coalesce(that_day['opens'], opens))) as opens_at,
        timezone('UTC', timezone(timezone, day_on + coalesce(that_day['closes'], closes))) as closes_at
    from calendar_date
    where
        coalesce(list_contains(working_days, day_on), false)
        or (list_contains(days, isodow(day_on)) and not coalesce(list_contains(holidays, day_on), false))
)
select
    calendar,
    day_on,
    opens_at,
    closes_at,
    coalesce(
        sum(epoch(closes_at - opens_at)) over (
            partition by calendar order by opens_at rows between unbounded preceding and 1 preceding
        ),
        0
    )::double as seconds_before
from working_day
