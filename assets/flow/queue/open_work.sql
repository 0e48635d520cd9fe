-- What each team had open at the end of each week (of the running week: at as_of), the state just before the boundary:
-- wip is in a work status; blocked any other status after the team's first touch since creation or the last reopening,
-- except a to-do one; queue is the rest. Ages in hours: in the team (since its first arrival there, not reset by a
-- bounce), in all (since creation), idle (since anybody human did anything on it or its pull requests).
-- One row per week and open ticket.
-- key: week_starts_on, ticket_number
with cut as (
    select
        week_starts_on,
        (week_starts_on - min(week_starts_on) over ()) // 7 as week,
        case when is_complete_week then ends_at else 'infinity'::timestamp end as cut_at,
        least(ends_at, core.as_of()) as measured_at
    from core.week
),
-- Boundaries lie seven days apart, but for what local time does: drift is the most that it moves one.
span as (
    select
        min(epoch(cut_at)) as first_second,
        coalesce(max(abs(epoch(cut_at) - first_cut - 604800 * week)), 0) as drift
    from (
        select *, min(epoch(cut_at)) over () as first_cut from cut where isfinite(cut_at)
    )
),
open_stretch as (
    select
        owned_state.* exclude (to_at), ticket.created_at,
        case
            when isfinite(owned_state.to_at) or ticket.gone_at is null then owned_state.to_at
            else ticket.last_seen_at
        end as to_at
    from flow.owned_state as owned_state
    inner join core.ticket as ticket on ticket.ticket_number = owned_state.ticket_number
    where not owned_state.is_done and ticket.is_counted
),
-- The weeks whose boundary a step may stand over, by arithmetic: nearly every step lies between two.
stretch_near_cut as (
    select
        open_stretch.*,
        unnest(
            generate_series(
                greatest(
                    floor((epoch(open_stretch.from_at) - span.first_second - span.drift) / 604800) + 1, 0
                )::bigint,
                floor(
                    (epoch(least(open_stretch.to_at, core.as_of())) - span.first_second + span.drift) / 604800
                )::bigint
            )
        ) as week
    from open_stretch
    cross join span
),
stretch_at_cut as (
    select cut.week_starts_on, cut.measured_at, stretch_near_cut.* exclude (week)
    from stretch_near_cut
    inner join
        cut
        on cut.week = stretch_near_cut.week
        and stretch_near_cut.from_at < cut.cut_at
        and stretch_near_cut.to_at >= cut.cut_at
    where isfinite(cut.cut_at)
    union all
    select cut.week_starts_on, cut.measured_at, open_stretch.*
    from open_stretch
    inner join cut on not isfinite(cut.cut_at) and not isfinite(open_stretch.to_at)
),
arrival as (
    select ticket_number, reopened_count, owner, min(from_at) as arrived_at
    from flow.ownership_interval
    where not is_done and (is_arrival or is_relabel)
    group by ticket_number, reopened_count, owner
),
first_touch as (
    select visit.ticket_number, visit.reopened_count, action.team_id, min(action.happened_at) as touched_at
    from flow.action as action
    inner join flow.visit as visit
        on visit.ticket_number = action.ticket_number
        and action.happened_at >= visit.from_at
        and action.happened_at < visit.to_at
    where action.is_touch and action.team_id in (visit.owner, visit.last_owner)
    group by all
)
select
    stretch_at_cut.week_starts_on,
    stretch_at_cut.ticket_number,
    stretch_at_cut.owner as team_id,
    case
        when stretch_at_cut.is_work then 'wip'
        when first_touch.touched_at < stretch_at_cut.measured_at and not stretch_at_cut.is_todo then 'blocked'
        else 'queue'
    end as state,
    arrival.arrived_at,
    epoch(stretch_at_cut.measured_at - arrival.arrived_at) / 3600 as age_in_team_hours,
    epoch(stretch_at_cut.measured_at - stretch_at_cut.created_at) / 3600 as age_total_hours,
    epoch(
        stretch_at_cut.measured_at - coalesce(latest.happened_at, stretch_at_cut.created_at)
    ) / 3600 as idle_hours
from stretch_at_cut
inner join arrival
    on arrival.ticket_number = stretch_at_cut.ticket_number
    and arrival.reopened_count = stretch_at_cut.reopened_count and arrival.owner = stretch_at_cut.owner
left join first_touch
    on first_touch.ticket_number = stretch_at_cut.ticket_number
    and first_touch.reopened_count = stretch_at_cut.reopened_count
    and first_touch.team_id = stretch_at_cut.owner
asof left join flow.action as latest
    on latest.ticket_number = stretch_at_cut.ticket_number
    and stretch_at_cut.measured_at >= latest.happened_at
