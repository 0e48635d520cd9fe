-- Handoffs with their clocks: hours from release to the end of the wait (or to the last look), the part in which nobody
-- had the ball, the queue after it, and the way to the first work; wall clock, and working hours of the receiver's
-- calendar (null while there is no receiver, or it has no calendar). What was released before the history of its source
-- is complete was seen from its entry on only (late entry), or not at all where it ended before.
-- One row per handoff.
-- key: handoff_id
with instant as (
    select handoff_id, to_team, unnest([
        {'name': 'released', 'happened_at': released_at},
        {'name': 'entered', 'happened_at': greatest(released_at, history_from)},
        {'name': 'routed', 'happened_at': coalesce(routed_at, ended_at, seen_until)},
        {'name': 'named', 'happened_at': named_assignee_at},
        {'name': 'ended', 'happened_at': coalesce(ended_at, seen_until)},
        {'name': 'start_ended', 'happened_at': coalesce(start_ended_at, seen_until)}
    ]) as i
    from flow.handoff_event
    inner join core.source using (source)
),
read as (
    select
        instant.handoff_id,
        instant.i.name as name,
        coalesce(
            day.seconds_before
            + least(epoch(instant.i.happened_at - day.opens_at), epoch(day.closes_at - day.opens_at)),
            0
        ) / 3600 as hour
    from (select *, i.happened_at as happened_at from instant) as instant
    inner join core.team as team on team.team_id = instant.to_team and team.calendar is not null
    asof left join core.calendar_day as day
        on day.calendar = team.calendar and instant.happened_at >= day.opens_at
    where instant.happened_at is not null
),
clock as (
    select
        handoff_id,
        max(hour) filter (where name = 'released') as released,
        max(hour) filter (where name = 'entered') as entered,
        max(hour) filter (where name = 'routed') as routed,
        max(hour) filter (where name = 'named') as named,
        max(hour) filter (where name = 'ended') as ended,
        max(hour) filter (where name = 'start_ended') as start_ended
    from read
    group by handoff_id
)
select
    event.*,
    coalesce(event.ended_at, event.seen_until) as clock_ended_at,
    date_trunc('week', timezone(o.timezone, timezone('UTC', event.released_at)))::date as release_week_starts_on,
    epoch(clock_ended_at - event.released_at) / 3600 as elapsed_hours,
    clock.ended - clock.released as elapsed_business_hours,
    clock_ended_at > source.history_from or event.released_at >= source.history_from as is_observed,
    epoch(greatest(event.released_at, source.history_from) - event.released_at) / 3600 as entry_hours,
    clock.entered - clock.released as entry_business_hours,
    epoch(coalesce(event.routed_at, clock_ended_at) - event.released_at) / 3600 as unowned_hours,
    clock.routed - clock.released as unowned_business_hours,
    epoch(clock_ended_at - event.routed_at) / 3600 as queue_hours,
    clock.ended - clock.routed as queue_business_hours,
    epoch(event.named_assignee_at - event.released_at) / 3600 as named_assignee_hours,
    clock.named - clock.released as named_assignee_business_hours,
    epoch(coalesce(event.start_ended_at, event.seen_until) - event.released_at) / 3600 as start_elapsed_hours,
    clock.start_ended - clock.released as start_elapsed_business_hours,
    coalesce(giver.is_platform_shared, false) or coalesce(receiver.is_platform_shared, false) as is_platform
from flow.handoff_event as event
inner join core.source as source on source.source = event.source
cross join core.organization as o
left join clock on clock.handoff_id = event.handoff_id
left join core.team as giver on giver.team_id = event.from_team
left join core.team as receiver on receiver.team_id = event.to_team
