-- ISO weeks in the organization's time zone, from the first ticket's to the one of as_of: Monday to Monday, half-open.
-- Those that begin before the history of every source is complete are no observed ones: they are not published.
-- One row per week.
-- key: week_starts_on
with bound as (
    select
        min(timezone(o.timezone, timezone('UTC', created_at)))::date as first_on,
        timezone(any_value(o.timezone), timezone('UTC', core.as_of()))::date as last_on
    from (
        select created_at from core.ticket
        union all
        select created_at from core.pull_request
    )
    cross join core.organization as o
),
monday as (
    select
        unnest(
            generate_series(date_trunc('week', first_on)::date, last_on, interval 7 days)
        )::date as week_starts_on
    from bound
)
select
    week_starts_on,
    strftime(week_starts_on, '%G-W%V') as iso_week,
    timezone('UTC', timezone(o.timezone, week_starts_on::timestamp)) as starts_at,
    timezone('UTC', timezone(o.timezone, (week_starts_on + 7)::timestamp)) as ends_at,
    ends_at <= core.as_of() as is_complete_week,
    starts_at >= (select max(history_from) from core.source) as is_observed
from monday
cross join core.organization as o
