-- Hours worked between two instants, of which the rows of calendar_clock for their days are given: each is joined once,
-- which stays linear; a subquery for every reading takes five times as long.
create or replace macro core.business_hours(first_day, first_moment, last_day, last_moment) as (
    (core.working_seconds(last_day, last_moment) - core.working_seconds(first_day, first_moment)) / 3600
)
