-- What stood in the way of open tickets, from when to when, and who had them meanwhile: a link to an open ticket that they
-- are blocked by, a flag, or a status that the organization file calls blocked (statuses.blocked). Of links only the time in
-- which the ticket is in no work status. Several may be in the way at once: blocked_week counts their time once.
-- One row per ticket, cause, blocker, owner and interval.
-- key: source, work_item_id, blocked_by, blocker_id, from_at
-- column source: configured name of the Jira site or GitHub host
-- column work_item_id: the vendor's immutable id of the ticket that was blocked
-- column work_item_key: its key today
-- column work_item_url: where to read it
-- column team_id: who had it meanwhile: a team, UNOWNED or CUSTOMER
-- column team_name: what that is called
-- column blocked_by: link, flag or status
-- column blocker_id: the vendor's id of the ticket that was in the way; empty where it was no link
-- column blocker_key: its key today; null where it was no link
-- column blocker_team_id: who had that ticket when it began; null where it was no link
-- column blocker_team_name: what that is called
-- column from_at: when it began, or this owner got the ticket, UTC
-- column from_at_local: the same by the clocks of the organization's time zone
-- column to_at: when it ended, or this owner passed it on, UTC; null while it lasts
-- column to_at_local: the same by the clocks of the organization's time zone
-- column is_over: false while it lasts
-- column blocked_hours: hours by the clock, up to as_of
-- column blocked_business_hours: the same in the working hours of team_id; null without a calendar
-- column grade: how far the row may be trusted: A (nothing speaks against it), B, C or D (half of it or more is doubtful); null where it rests on nothing
-- column doubts: the findings that touch it, by their kind in data_quality, sorted; empty where there are none
select
    ticket.source,
    ticket.ticket_id as work_item_id,
    ticket.key as work_item_key,
    ticket.url as work_item_url,
    blocked.owner as team_id,
    marts.team_name(blocked.owner) as team_name,
    blocked.cause as blocked_by,
    coalesce(blocker.ticket_id, '') as blocker_id,
    blocker.key as blocker_key,
    holder.owner as blocker_team_id,
    marts.team_name(holder.owner) as blocker_team_name,
    blocked.from_at,
    core.local_time(blocked.from_at) as from_at_local,
    case when isfinite(blocked.to_at) then blocked.to_at end as to_at,
    core.local_time(case when isfinite(blocked.to_at) then blocked.to_at end) as to_at_local,
    isfinite(blocked.to_at) as is_over,
    epoch_us(least(blocked.to_at, core.as_of()) - blocked.from_at) / 3600e6 as blocked_hours,
    core.business_hours(first_day, blocked.from_at, last_day, least(blocked.to_at, core.as_of()))
        as blocked_business_hours,
    trust.grade,
    trust.doubts
from flow.blocked_interval as blocked
inner join core.ticket as ticket on ticket.ticket_number = blocked.ticket_number
inner join core.team as team on team.team_id = blocked.owner
left join flow.item_trust as trust on trust.ticket_number = blocked.ticket_number
left join core.ticket as blocker on blocker.ticket_number = blocked.blocker_number
left join flow.ownership_interval as holder
    on holder.ticket_number = blocked.blocker_number
    and blocked.from_at >= holder.from_at and blocked.from_at < holder.to_at
left join core.calendar_clock as first_day
    on first_day.calendar = team.calendar and first_day.day_on = blocked.from_at::date
left join core.calendar_clock as last_day
    on last_day.calendar = team.calendar and last_day.day_on = least(blocked.to_at, core.as_of())::date
order by blocked.from_at, work_item_id, blocked_by, blocker_id
