-- What each team had open at the end of each week (of the running week: at as_of), in the state just before the boundary.
-- Ages in hours: in the team (since its first arrival there, not reset by a bounce), in all (since creation), idle (since
-- anybody human did anything on it or its pull requests).
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
-- The weeks whose boundary a step may stand over, by arithmetic: nearly every step lies between two.
interval_near_cut as (
    select
        open_interval.*,
        unnest(
            generate_series(
                greatest(
                    floor((epoch(open_interval.from_at) - span.first_second - span.drift) / 604800) + 1, 0
                )::bigint,
                floor(
                    (epoch(least(open_interval.to_at, core.as_of())) - span.first_second + span.drift)
                    / 604800
                )::bigint
            )
        ) as week
    from flow.open_interval as open_interval
    cross join span
),
interval_at_cut as (
    select cut.week_starts_on, cut.measured_at, interval_near_cut.* exclude (week)
    from interval_near_cut
    inner join
        cut
        on cut.week = interval_near_cut.week
        and interval_near_cut.from_at < cut.cut_at
        and interval_near_cut.to_at >= cut.cut_at
    where isfinite(cut.cut_at)
    union all
    select cut.week_starts_on, cut.measured_at, open_interval.*
    from flow.open_interval as open_interval
    inner join cut on not isfinite(cut.cut_at) and not isfinite(open_interval.to_at)
),
arrival as (
    select ticket_number, reopened_count, owner, min(from_at) as arrived_at
    from flow.ownership_interval
    where not is_done and (is_arrival or is_relabel)
    group by ticket_number, reopened_count, owner
)
select
    interval_at_cut.week_starts_on,
    interval_at_cut.ticket_number,
    interval_at_cut.owner as team_id,
    interval_at_cut.state,
    arrival.arrived_at,
    epoch(interval_at_cut.measured_at - arrival.arrived_at) / 3600 as age_in_team_hours,
    epoch(interval_at_cut.measured_at - ticket.created_at) / 3600 as age_total_hours,
    epoch(
        interval_at_cut.measured_at - coalesce(latest.happened_at, ticket.created_at)
    ) / 3600 as idle_hours
from interval_at_cut
inner join core.ticket as ticket on ticket.ticket_number = interval_at_cut.ticket_number
inner join arrival
    on arrival.ticket_number = interval_at_cut.ticket_number
    and arrival.reopened_count = interval_at_cut.reopened_count and arrival.owner = interval_at_cut.owner
asof left join flow.action as latest
    on latest.ticket_number = interval_at_cut.ticket_number
    and interval_at_cut.measured_at >= latest.happened_at
