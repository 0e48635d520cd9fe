-- How calendar_clock's row of an instant's day is read: the seconds worked up to the instant. Business time between
-- two instants is the difference of two readings; null without a calendar.
create or replace macro core.working_seconds(day, moment) as (
    day.seconds_before
    + epoch(least(greatest(moment, day.opens_at), day.closes_at) - day.opens_at)
    + epoch(least(greatest(moment, day.reopens_at), day.recloses_at) - day.reopens_at)
)
