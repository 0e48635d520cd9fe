-- Handoffs: the next action on a work item passed from one team to another. Tickets by detectors D1 and D2, reviews of
-- pull requests by D6, those of them that the organization file switches on. Waits in hours, wall clock and working
-- hours of the receiver's calendar; ended_at is null while it is open, censored_at is then the last look.
-- One row per handoff.
-- key: handoff_id
with passage as (
    select
        transfer.source,
        'ticket' as work_item_kind,
        transfer.ticket_id as work_item_id,
        ticket.key as work_item_key,
        ticket.url as work_item_url,
        transfer.detector,
        transfer.kind,
        role.role,
        transfer.from_team,
        transfer.to_team,
        transfer.released_at,
        transfer.routed_at,
        transfer.touched_at,
        transfer.started_at,
        transfer.ended_at,
        transfer.outcome,
        case when ticket.gone_at is not null then ticket.last_seen_at else run.as_of end as seen_at,
        transfer.release_event_id,
        transfer.routed_event_id,
        transfer.touch_event_id
    from flow.transfer as transfer
    inner join core.ticket as ticket
        on ticket.source = transfer.source and ticket.ticket_id = transfer.ticket_id
    cross join core.run as run
    left join flow.transfer_role as role
        on role.source = transfer.source and role.ticket_id = transfer.ticket_id
        and role.released_at = transfer.released_at
    union all
    select
        review.source,
        'pull_request',
        review.pull_request_id,
        pull.key,
        pull.url,
        review.detector,
        review.kind,
        review.role,
        review.from_team,
        review.to_team,
        review.released_at,
        review.released_at,
        review.touched_at,
        review.touched_at,
        review.ended_at,
        review.outcome,
        run.as_of,
        review.release_event_id,
        review.release_event_id,
        review.touch_event_id
    from flow.review_request as review
    inner join core.pull_request as pull
        on pull.source = review.source and pull.pull_request_id = review.pull_request_id
    cross join core.run as run
)
select
    passage.source || ':' || passage.work_item_kind || ':' || passage.release_event_id
    || case when passage.work_item_kind = 'pull_request' then ':' || passage.to_team else '' end as handoff_id,
    passage.*,
    coalesce(passage.ended_at, passage.seen_at) as clock_ended_at,
    date_trunc('week', timezone(o.timezone, timezone('UTC', passage.released_at)))::date as release_week_starts_on,
    epoch(clock_ended_at - passage.released_at) / 3600 as elapsed_hours,
    epoch(coalesce(passage.routed_at, clock_ended_at) - passage.released_at) / 3600 as unowned_hours,
    case
        when team.calendar is not null then (
            coalesce(
                last_day.seconds_before
                + least(epoch(clock_ended_at - last_day.opens_at), epoch(last_day.closes_at - last_day.opens_at)),
                0
            )
            - coalesce(
                first_day.seconds_before
                + least(
                    epoch(passage.released_at - first_day.opens_at),
                    epoch(first_day.closes_at - first_day.opens_at)
                ),
                0
            )
        ) / 3600
    end as elapsed_business_hours
from passage
cross join core.organization as o
left join core.team as team on team.team_id = passage.to_team
asof left join core.calendar_day as first_day
    on first_day.calendar = team.calendar and passage.released_at >= first_day.opens_at
asof left join core.calendar_day as last_day
    on last_day.calendar = team.calendar
    and coalesce(passage.ended_at, passage.seen_at) >= last_day.opens_at
where list_contains(o.detectors, passage.detector)
