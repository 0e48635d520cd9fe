-- Days in the organization's time zone, midnight to midnight, half-open: whole months, from that in which the first week
-- begins to that in which the week of as_of ends. Those before the history of every source is complete are not published.
-- One row per day.
-- key: day_on
with bound as (
    select
        date_trunc('month', min(week_starts_on))::date as first_on,
        last_day((max(week_starts_on) + 6)::date) as last_on
    from core.week
),
date as (
    select unnest(generate_series(first_on, last_on, interval 1 day))::date as day_on
    from bound
)
select
    day_on,
    date_trunc('week', day_on)::date as week_starts_on,
    date_trunc('month', day_on)::date as month_starts_on,
    timezone('UTC', timezone(o.timezone, day_on::timestamp)) as starts_at,
    timezone('UTC', timezone(o.timezone, (day_on + 1)::timestamp)) as ends_at,
    ends_at <= core.as_of() as is_complete_day,
    starts_at >= (select min(starts_at) from core.week where is_observed) as is_observed
from date
cross join core.organization as o
