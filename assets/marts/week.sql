-- ISO weeks, Monday 00:00 to Monday 00:00 in the organization's time zone: those since the history of all sources is
-- complete.
-- One row per week.
-- key: week_starts_on
-- column week_starts_on: its Monday; the key that every weekly table has
-- column iso_week: ISO year and week, such as 2026-W53
-- column starts_at: its first instant, UTC
-- column ends_at: the first instant after it, UTC
-- column hours: its real length; 167 or 169 where the clocks change
-- column is_complete_week: false for the running week, whose numbers are still growing
select
    week_starts_on,
    iso_week,
    starts_at,
    ends_at,
    epoch(ends_at - starts_at) / 3600 as hours,
    is_complete_week
from core.week
where is_observed
order by week_starts_on
