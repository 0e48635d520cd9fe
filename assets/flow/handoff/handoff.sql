-- Handoffs with their clocks: hours from release to the end of the wait (or to the last look), the part in which nobody
-- had the ball, the queue after it, and the way to the first work; wall clock, and working hours of the receiver's
-- calendar (null while there is no receiver, or it has no calendar). What was released before the history of its source
-- is complete was seen from its entry on only (late entry), or not at all where it ended before. handoff_id names a handoff
-- from run to run: by its work item and the event that released the ball.
-- One row per handoff.
-- key: handoff_number
with handoff_instant as (
    select
        handoff.*,
        ticket.ticket_id,
        -- One history can tell that several teams' tickets wait for this one.
        row_number() over (
            partition by handoff.ticket_number, handoff.kind, handoff.release_event_id
            order by handoff.from_team
        ) - 1 as givers_before,
        coalesce(ended_at, seen_until) as clock_ended_at,
        coalesce(start_ended_at, seen_until) as start_clock_ended_at,
        coalesce(routed_at, ended_at, seen_until) as queued_at,
        greatest(released_at, source.history_from) as entered_at,
        clock_ended_at > source.history_from or released_at >= source.history_from as is_observed,
        receiver.calendar,
        coalesce(giver.is_platform_shared, false)
        or coalesce(receiver.is_platform_shared, false) as is_platform
    from flow.handoff_unmeasured as handoff
    inner join core.source as source on source.source = handoff.source
    left join core.ticket as ticket on ticket.ticket_number = handoff.ticket_number
    left join core.team as giver on giver.team_id = handoff.from_team
    left join core.team as receiver on receiver.team_id = handoff.to_team
)
select
    handoff.* exclude (
        ticket_id, givers_before, start_clock_ended_at, queued_at, entered_at, calendar, review_role
    ),
    coalesce(ticket_handoff_role.role, handoff.review_role) as role,
    case
        when handoff.ticket_number is null
            then concat_ws(
                    ':',
                    handoff.source,
                    'pull_request',
                    handoff.pull_request_id,
                    handoff.release_event_id,
                    handoff.to_team
                )
        when handoff.kind = 'dependency'
            then concat_ws(
                    ':',
                    handoff.source,
                    'ticket',
                    handoff.ticket_id,
                    handoff.release_event_id,
                    'dependency',
                    case when handoff.givers_before > 0 then handoff.from_team end
                )
        else concat_ws(':', handoff.source, 'ticket', handoff.ticket_id, handoff.release_event_id)
    end as handoff_id,
    date_trunc('week', timezone(o.timezone, timezone('UTC', handoff.released_at)))::date
        as release_week_starts_on,
    epoch(handoff.clock_ended_at - handoff.released_at) / 3600 as elapsed_hours,
    core.business_hours(first_day, handoff.released_at, last_day, handoff.clock_ended_at)
        as elapsed_business_hours,
    epoch(handoff.entered_at - handoff.released_at) / 3600 as entry_hours,
    core.business_hours(first_day, handoff.released_at, entry_day, handoff.entered_at)
        as entry_business_hours,
    epoch(handoff.queued_at - handoff.released_at) / 3600 as unowned_hours,
    core.business_hours(first_day, handoff.released_at, queue_day, handoff.queued_at)
        as unowned_business_hours,
    epoch(handoff.clock_ended_at - handoff.routed_at) / 3600 as queue_hours,
    core.business_hours(queue_day, handoff.queued_at, last_day, handoff.clock_ended_at)
        as queue_business_hours,
    epoch(handoff.named_assignee_at - handoff.released_at) / 3600 as named_assignee_hours,
    core.business_hours(first_day, handoff.released_at, named_day, handoff.named_assignee_at)
        as named_assignee_business_hours,
    epoch(handoff.start_clock_ended_at - handoff.released_at) / 3600 as start_elapsed_hours,
    core.business_hours(first_day, handoff.released_at, start_day, handoff.start_clock_ended_at)
        as start_elapsed_business_hours
from handoff_instant as handoff
cross join core.organization as o
left join flow.ticket_handoff_role as ticket_handoff_role
    on ticket_handoff_role.handoff_number = handoff.handoff_number
left join core.calendar_clock as first_day
    on first_day.calendar = handoff.calendar and first_day.day_on = handoff.released_at::date
left join core.calendar_clock as entry_day
    on entry_day.calendar = handoff.calendar and entry_day.day_on = handoff.entered_at::date
left join core.calendar_clock as queue_day
    on queue_day.calendar = handoff.calendar and queue_day.day_on = handoff.queued_at::date
left join core.calendar_clock as named_day
    on named_day.calendar = handoff.calendar and named_day.day_on = handoff.named_assignee_at::date
left join core.calendar_clock as last_day
    on last_day.calendar = handoff.calendar and last_day.day_on = handoff.clock_ended_at::date
left join core.calendar_clock as start_day
    on start_day.calendar = handoff.calendar and start_day.day_on = handoff.start_clock_ended_at::date
