-- From when to when something was in the way of an open ticket, and who had it meanwhile: an open ticket that it is linked
-- to as blocked by (cause link; while it was in no work status: what is worked on does not wait), a flag, or a status that
-- the organization file calls blocked. A link whose making no history tells has no time. Of gone tickets up to the last look.
-- Half-open; infinite while it lasts. Several may stand in the way at once.
-- One row per ticket, cause, blocker (0 where the cause is no link), owner and interval.
-- key: ticket_number, cause, blocker_number, from_at
with open_run as (
    select
        owned.ticket_number,
        min(owned.from_at) as from_at,
        case
            when isfinite(max(owned.to_at)) or any_value(ticket.gone_at) is null then max(owned.to_at)
            else any_value(ticket.last_seen_at)
        end as to_at
    from flow.ownership_interval as owned
    inner join core.ticket as ticket on ticket.ticket_number = owned.ticket_number
    where
        not owned.is_done
        and owned.ticket_number in (select blocker_number from core.blocker)
    group by owned.ticket_number, owned.reopened_count
),
marked_state as (
    select
        state.ticket_number,
        state.from_at,
        state.to_at,
        state.is_flagged,
        coalesce(status.is_blocked, false) as is_blocked
    from core.ticket_state as state
    left join core.status as status
        on status.source = state.source and status.status_id = state.status_id
    where state.to_at > state.from_at and (state.is_flagged or coalesce(status.is_blocked, false))
),
obstacle as (
    select
        blocker.ticket_number, 'link' as cause, blocker.blocker_number,
        greatest(blocker.linked_at, open_run.from_at) as from_at,
        least(blocker.unlinked_at, open_run.to_at) as to_at
    from core.blocker as blocker
    inner join open_run on open_run.ticket_number = blocker.blocker_number
    where blocker.link_event_id is not null
    union all
    select ticket_number, 'flag', 0, from_at, to_at from marked_state
    where is_flagged
    union all
    select ticket_number, 'status', 0, from_at, to_at from marked_state
    where is_blocked
),
piece as (
    select
        obstacle.ticket_number, obstacle.cause, obstacle.blocker_number, stretch.owner,
        greatest(obstacle.from_at, stretch.from_at) as from_at,
        least(obstacle.to_at, stretch.to_at) as to_at
    from obstacle
    inner join flow.open_interval as stretch
        on stretch.ticket_number = obstacle.ticket_number
        and stretch.from_at < obstacle.to_at and stretch.to_at > obstacle.from_at
    where obstacle.cause <> 'link' or stretch.state <> 'wip'
),
numbered_piece as (
    select
        piece.*,
        sum(begins::integer) over pieces as number
    from (
        select
            *,
            coalesce(lag(to_at) over pieces <> from_at or lag(owner) over pieces <> owner, true) as begins
        from piece
        where from_at < to_at
        window pieces as (partition by ticket_number, cause, blocker_number order by from_at)
    ) as piece
    window pieces as (partition by ticket_number, cause, blocker_number order by from_at)
)
select
    ticket_number,
    cause,
    blocker_number,
    any_value(owner) as owner,
    min(from_at) as from_at,
    max(to_at) as to_at
from numbered_piece
group by ticket_number, cause, blocker_number, number
