-- What each team had open at the end of each week (of the running week: at as_of), the state just before the boundary:
-- wip is in a work status; blocked any other status after the team's first touch since creation or the last reopening,
-- except a to-do one; queue is the rest. Ages in hours: in the team (since its first arrival there, not reset by a
-- bounce), in all (since creation), idle (since anybody human did anything on it or its pull requests).
-- One row per week and open ticket.
-- key: week_starts_on, ticket_no
with cut as (
    select
        week_starts_on,
        (week_starts_on - min(week_starts_on) over ()) // 7 as week,
        case when is_complete_week then ends_at else 'infinity'::timestamp end as cut_at,
        least(ends_at, run.as_of) as measured_at
    from core.week
    cross join core.run as run
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
step as (
    select step.* exclude (to_at), ticket.created_at,
        coalesce(
            step.to_at, case when ticket.gone_at is not null then ticket.last_seen_at else 'infinity'::timestamp end
        ) as to_at
    from flow.owner_step as step
    inner join core.ticket as ticket on ticket.ticket_no = step.ticket_no
    where not step.is_done and ticket.is_counted
),
-- The weeks whose boundary a step may stand over, by arithmetic: nearly every step lies between two.
near as (
    select
        step.*,
        unnest(
            generate_series(
                greatest(floor((epoch(step.from_at) - span.first_second - span.drift) / 604800) + 1, 0)::bigint,
                floor(
                    (epoch(least(step.to_at, run.as_of)) - span.first_second + span.drift) / 604800
                )::bigint
            )
        ) as week
    from step
    cross join span
    cross join core.run as run
),
standing as (
    select cut.week_starts_on, cut.measured_at, near.* exclude (week)
    from near
    inner join cut on cut.week = near.week and near.from_at < cut.cut_at and near.to_at >= cut.cut_at
    where isfinite(cut.cut_at)
    union all
    select cut.week_starts_on, cut.measured_at, step.*
    from step
    inner join cut on not isfinite(cut.cut_at) and not isfinite(step.to_at)
),
arrival as (
    select ticket_no, reopened_count, owner, min(from_at) as arrived_at
    from flow.turn
    where not is_done and (is_arrival or is_relabel)
    group by ticket_no, reopened_count, owner
),
touch as (
    select spell.ticket_no, spell.reopened_count, action.team_id, min(action.happened_at) as touched_at
    from flow.action as action
    inner join flow.spell as spell
        on spell.ticket_no = action.ticket_no
        and action.happened_at >= spell.from_at
        and action.happened_at < coalesce(spell.to_at, 'infinity'::timestamp)
    where action.is_touch and action.team_id in (spell.owner, spell.last_owner)
    group by all
)
select
    standing.week_starts_on,
    standing.ticket_no,
    standing.owner as team_id,
    case
        when standing.is_work then 'wip'
        when touch.touched_at < standing.measured_at and not standing.is_todo then 'blocked'
        else 'queue'
    end as state,
    epoch(standing.measured_at - arrival.arrived_at) / 3600 as age_in_team_hours,
    epoch(standing.measured_at - standing.created_at) / 3600 as age_total_hours,
    epoch(
        standing.measured_at - coalesce(latest.happened_at, standing.created_at)
    ) / 3600 as idle_hours
from standing
inner join arrival
    on arrival.ticket_no = standing.ticket_no
    and arrival.reopened_count = standing.reopened_count and arrival.owner = standing.owner
left join touch
    on touch.ticket_no = standing.ticket_no
    and touch.reopened_count = standing.reopened_count and touch.team_id = standing.owner
asof left join flow.action as latest
    on latest.ticket_no = standing.ticket_no
    and standing.measured_at >= latest.happened_at
