-- Open intervals: an open ticket with one owner and in one state. wip is in a work status; blocked any other status after
-- the team's first touch since creation or the last reopening, except a to-do one; queue is the rest. since_at is when the
-- ticket came into this state in this visit: a relabel, which only changes the owner's name, does not reset it.
-- Half-open; infinite while it lasts. That of a gone ticket ends with the last look at it, and is not over.
-- One row per ticket and interval.
-- key: ticket_number, from_at
with first_touch as (
    select visit.ticket_number, visit.reopened_count, action.team_id, min(action.happened_at) as touched_at
    from flow.action as action
    inner join flow.visit as visit
        on visit.ticket_number = action.ticket_number
        and action.happened_at >= visit.from_at
        and action.happened_at < visit.to_at
    where
        action.is_touch and action.team_id in (visit.owner, visit.last_owner)
        and action.happened_at < core.as_of()
    group by all
),
open_stretch as (
    select
        owned_state.* exclude (to_at, is_done, points),
        case
            when isfinite(owned_state.to_at) or ticket.gone_at is null then owned_state.to_at
            else ticket.last_seen_at
        end as to_at,
        isfinite(owned_state.to_at) as is_over,
        first_touch.touched_at
    from flow.owned_state as owned_state
    inner join core.ticket as ticket on ticket.ticket_number = owned_state.ticket_number
    left join first_touch
        on first_touch.ticket_number = owned_state.ticket_number
        and first_touch.reopened_count = owned_state.reopened_count
        and first_touch.team_id = owned_state.owner
    where not owned_state.is_done and ticket.is_counted
),
piece as (
    select
        * exclude (is_work, is_todo, touched_at),
        case
            when is_work then 'wip'
            when touched_at <= from_at and not is_todo then 'blocked'
            else 'queue'
        end as state
    from open_stretch
    union all by name
    select * exclude (is_work, is_todo, touched_at) replace (touched_at as from_at), 'blocked' as state
    from open_stretch
    where not is_work and not is_todo and touched_at > from_at and touched_at < to_at
),
beginning as (
    select
        *,
        coalesce(
            visit_number <> lag(visit_number) over pieces or state <> lag(state) over pieces, true
        ) as begins_state
    from piece
    window pieces as (partition by ticket_number order by from_at)
    qualify begins_state or owner <> lag(owner) over pieces
),
visit_end as (
    select ticket_number, visit_number, max(to_at) as to_at, bool_and(is_over) as is_over
    from open_stretch
    group by ticket_number, visit_number
)
select
    beginning.ticket_number,
    beginning.from_at,
    coalesce(lead(beginning.from_at) over visits, visit_end.to_at) as to_at,
    beginning.owner,
    beginning.state,
    beginning.visit_number,
    beginning.reopened_count,
    max(case when beginning.begins_state then beginning.from_at end) over so_far as since_at,
    lead(beginning.from_at) over visits is not null or visit_end.is_over as is_over
from beginning
inner join visit_end
    on visit_end.ticket_number = beginning.ticket_number
    and visit_end.visit_number = beginning.visit_number
window
    visits as (partition by beginning.ticket_number, beginning.visit_number order by beginning.from_at),
    so_far as (
        partition by beginning.ticket_number, beginning.visit_number order by beginning.from_at
        rows between unbounded preceding and current row
    )
