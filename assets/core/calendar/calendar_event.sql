-- Days on which a calendar is not as it is every week: holidays that fall on its working days, days that are worked though
-- they are not among these or are a holiday, and days on which its clocks change. Up to as_of. happened_at is its midnight.
-- One row per calendar, day and kind.
-- key: calendar, day_on, kind
with calendar_date as (
    select
        c.id as calendar,
        day.day_on,
        coalesce(list_contains(c.days, isodow(day.day_on)), false) as is_weekly,
        coalesce(list_contains(c.holidays, day.day_on), false) as is_holiday,
        coalesce(list_contains(c.working_days, day.day_on), false) as is_extra,
        timezone('UTC', timezone(c.timezone, day.day_on::timestamp)) as starts_at,
        timezone('UTC', timezone(c.timezone, (day.day_on + 1)::timestamp)) as ends_at
    from core.day as day
    cross join core.organization as o, unnest(o.calendars) as u (c)
)
select calendar, day_on, starts_at as happened_at, 'holiday' as kind
from calendar_date
where is_weekly and is_holiday and not is_extra and starts_at <= core.as_of()
union all
select calendar, day_on, starts_at, 'working_day'
from calendar_date
where is_extra and (is_holiday or not is_weekly) and starts_at <= core.as_of()
union all
select calendar, day_on, starts_at, 'clocks_changed'
from calendar_date
where epoch(ends_at - starts_at) <> 86400 and starts_at <= core.as_of()
