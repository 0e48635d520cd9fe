-- Quarters in the organization's time zone, from that of the first observed week to that of as_of, and all of history, which begins with
-- the first of them and has no end. is_complete is false of a quarter that is not over, or that began before the history
-- of every source is complete. Half-open.
-- One row per period: each quarter, and all.
-- key: period, period_starts_on
with bound as (
    select date_trunc('quarter', min(week_starts_on))::date as first_on
    from core.week
    where is_observed
),
begun_period as (
    select
        'quarter' as period,
        unnest(
            generate_series(first_on, core.local_time(core.as_of())::date, interval 3 months)
        )::date as period_starts_on
    from bound
    where first_on is not null
    union all
    select 'all', first_on from bound where first_on is not null
)
select
    period,
    period_starts_on,
    timezone('UTC', timezone(o.timezone, period_starts_on::timestamp)) as starts_at,
    case
        when period = 'quarter'
            then timezone('UTC', timezone(o.timezone, period_starts_on + interval 3 months))
        else 'infinity'::timestamp
    end as ends_at,
    period = 'all'
    or (starts_at >= (select max(history_from) from core.source) and ends_at <= core.as_of()) as is_complete
from begun_period
cross join core.organization as o
