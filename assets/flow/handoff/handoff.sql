-- Handoffs with their clocks: hours from release to the end of the wait (or to the last look), the part in which nobody
-- had the ball, the queue after it, and the way to the first work; wall clock, and working hours of the receiver's
-- calendar (null while there is no receiver, or it has no calendar). What was released before the history of its source
-- is complete was seen from its entry on only (late entry), or not at all where it ended before. handoff_id names a handoff
-- from run to run: by its work item and the event that released the ball.
-- One row per handoff.
-- key: handoff_no
with instant as (
    select
        event.*,
        ticket.ticket_id,
        coalesce(ended_at, seen_until) as clock_ended_at,
        coalesce(start_ended_at, seen_until) as start_clock_ended_at,
        coalesce(routed_at, ended_at, seen_until) as queued_at,
        greatest(released_at, source.history_from) as entered_at,
        clock_ended_at > source.history_from or released_at >= source.history_from as is_observed,
        receiver.calendar,
        coalesce(giver.is_platform_shared, false) or coalesce(receiver.is_platform_shared, false) as is_platform
    from flow.handoff_event as event
    inner join core.source as source on source.source = event.source
    left join core.ticket as ticket on ticket.ticket_no = event.ticket_no
    left join core.team as giver on giver.team_id = event.from_team
    left join core.team as receiver on receiver.team_id = event.to_team
)
select
    event.* exclude (ticket_id, start_clock_ended_at, queued_at, entered_at, calendar),
    case
        when event.ticket_no is null then concat_ws(
            ':', event.source, 'pull_request', event.pull_request_id, event.release_event_id, event.to_team
        )
        when event.kind = 'dependency' then concat_ws(
            ':', event.source, 'ticket', event.ticket_id, event.release_event_id, 'dependency'
        )
        else concat_ws(':', event.source, 'ticket', event.ticket_id, event.release_event_id)
    end as handoff_id,
    date_trunc('week', timezone(o.timezone, timezone('UTC', event.released_at)))::date as release_week_starts_on,
    epoch(event.clock_ended_at - event.released_at) / 3600 as elapsed_hours,
    (core.working_seconds(last_day, event.clock_ended_at) - core.working_seconds(first_day, event.released_at)) / 3600
        as elapsed_business_hours,
    epoch(event.entered_at - event.released_at) / 3600 as entry_hours,
    (core.working_seconds(entry_day, event.entered_at) - core.working_seconds(first_day, event.released_at)) / 3600
        as entry_business_hours,
    epoch(event.queued_at - event.released_at) / 3600 as unowned_hours,
    (core.working_seconds(queue_day, event.queued_at) - core.working_seconds(first_day, event.released_at)) / 3600
        as unowned_business_hours,
    epoch(event.clock_ended_at - event.routed_at) / 3600 as queue_hours,
    (core.working_seconds(last_day, event.clock_ended_at) - core.working_seconds(queue_day, event.queued_at)) / 3600
        as queue_business_hours,
    epoch(event.named_assignee_at - event.released_at) / 3600 as named_assignee_hours,
    (core.working_seconds(named_day, event.named_assignee_at) - core.working_seconds(first_day, event.released_at)) / 3600
        as named_assignee_business_hours,
    epoch(event.start_clock_ended_at - event.released_at) / 3600 as start_elapsed_hours,
    (core.working_seconds(start_day, event.start_clock_ended_at) - core.working_seconds(first_day, event.released_at))
        / 3600 as start_elapsed_business_hours
from instant as event
cross join core.organization as o
left join core.calendar_clock as first_day
    on first_day.calendar = event.calendar and first_day.day_on = event.released_at::date
left join core.calendar_clock as entry_day
    on entry_day.calendar = event.calendar and entry_day.day_on = event.entered_at::date
left join core.calendar_clock as queue_day
    on queue_day.calendar = event.calendar and queue_day.day_on = event.queued_at::date
left join core.calendar_clock as named_day
    on named_day.calendar = event.calendar and named_day.day_on = event.named_assignee_at::date
left join core.calendar_clock as last_day
    on last_day.calendar = event.calendar and last_day.day_on = event.clock_ended_at::date
left join core.calendar_clock as start_day
    on start_day.calendar = event.calendar and start_day.day_on = event.start_clock_ended_at::date
