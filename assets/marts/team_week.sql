-- The queue of each team, week by week: what it had open, what came in and went out, how it stood at the week's end, and
-- how long new work waits. open_end = open_start + arrivals + transfers in + relabels in + reopened - transfers out
-- - relabels out - completed - cancelled - gone, always (a blocking check).
-- One row per team or pseudo-owner and week, zero-filled over the time that the team exists.
-- key: week_starts_on, team_id
-- column week_starts_on: Monday of the week, in the organization's time zone
-- column iso_week: ISO year and week
-- column is_complete_week: false for the running week, which stands at as_of
-- column team_id: team, or UNOWNED or CUSTOMER
-- column team_name: what that is called
-- column open_start_count: tickets that it owned, not done, just before the week
-- column arrival_count: tickets created into it
-- column arrival_internal_count: of these, reported by one of its own
-- column arrival_customer_count: of these, reported by a customer
-- column arrival_external_count: of these, reported by anybody else
-- column transfer_in_count: tickets that came over from another owner
-- column transfer_out_count: tickets that went to another owner
-- column relabel_in_count: tickets that a reorganization brought
-- column relabel_out_count: tickets that a reorganization took
-- column reopened_count: done tickets that were opened again
-- column completed_count: tickets closed with a resolution that counts, whether or not they were reopened later
-- column cancelled_count: tickets closed otherwise (won't do, duplicate)
-- column gone_count: open tickets that were deleted or are no longer visible, at the last look, or whose close is missing
-- column open_end_count: tickets that it owned, not done, just before the week's end
-- column net_flow_count: open_end minus open_start: positive is a growing queue
-- column queue_count: of the open ones at the end, not touched yet
-- column wip_count: of these, in a work status
-- column blocked_count: of these, touched but in neither a work nor a to-do status
-- column age_in_team_hours_p50: median hours since the first arrival in the team, of the open ones at the end
-- column age_in_team_hours_p85: 85th percentile of the same
-- column age_in_team_hours_max: the oldest of them
-- column age_total_hours_p50: median hours since creation, of the open ones at the end
-- column age_total_hours_p85: 85th percentile of the same
-- column age_total_hours_max: the oldest of them
-- column idle_hours_p50: median hours since anybody human did anything on it or its pull requests
-- column idle_hours_p85: 85th percentile of the same
-- column idle_hours_max: the longest forgotten
-- column queue_wait_count: items that first arrived in the week, by creation or transfer
-- column queue_wait_touched_count: of these, touched by as_of
-- column queue_wait_business_hours_p50: Kaplan-Meier median of arrival to first touch, the team's working hours
-- column is_queue_wait_shown: whether at least 10 touches stand behind that median
-- column queue_wait_started_count: of queue_wait_count, begun by the team by as_of, in whichever of its visits
-- column queue_wait_start_business_hours_p50: Kaplan-Meier median of first arrival to the team's first work, its working hours
-- column is_queue_wait_start_shown: whether at least 10 starts stand behind that median
-- column grade: how far the row may be trusted: A (nothing speaks against it), B, C or D (half of it or more is doubtful); null where it rests on nothing
-- column doubts: the findings that touch it, by their kind in data_quality, sorted; empty where there are none
with week_stock as (
    select
        week_starts_on,
        team_id,
        count(*)::bigint as open_count,
        count(*) filter (where state = 'queue')::bigint as queue_count,
        count(*) filter (where state = 'wip')::bigint as wip_count,
        count(*) filter (where state = 'blocked')::bigint as blocked_count,
        quantile_cont(age_in_team_hours, 0.5) as age_in_team_hours_p50,
        marts.percentile(
            list_sort(list(age_in_team_hours) filter (where age_in_team_hours is not null)), 0.85
        ) as age_in_team_hours_p85,
        max(age_in_team_hours) as age_in_team_hours_max,
        quantile_cont(age_total_hours, 0.5) as age_total_hours_p50,
        marts.percentile(
            list_sort(list(age_total_hours) filter (where age_total_hours is not null)), 0.85
        ) as age_total_hours_p85,
        max(age_total_hours) as age_total_hours_max,
        quantile_cont(idle_hours, 0.5) as idle_hours_p50,
        marts.percentile(
            list_sort(list(idle_hours) filter (where idle_hours is not null)), 0.85
        ) as idle_hours_p85,
        max(idle_hours) as idle_hours_max
    from flow.open_work
    group by all
)
select
    week.week_starts_on,
    week.iso_week,
    week.is_complete_week,
    team.team_id,
    marts.team_name(team.team_id) as team_name,
    coalesce(before.open_count, 0) as open_start_count,
    coalesce(arrival_internal_count + arrival_customer_count + arrival_external_count, 0) as arrival_count,
    coalesce(week_movement.arrival_internal_count, 0) as arrival_internal_count,
    coalesce(week_movement.arrival_customer_count, 0) as arrival_customer_count,
    coalesce(week_movement.arrival_external_count, 0) as arrival_external_count,
    coalesce(week_movement.transfer_in_count, 0) as transfer_in_count,
    coalesce(week_movement.transfer_out_count, 0) as transfer_out_count,
    coalesce(week_movement.relabel_in_count, 0) as relabel_in_count,
    coalesce(week_movement.relabel_out_count, 0) as relabel_out_count,
    coalesce(week_movement.reopened_count, 0) as reopened_count,
    coalesce(week_movement.completed_count, 0) as completed_count,
    coalesce(week_movement.cancelled_count, 0) as cancelled_count,
    coalesce(week_movement.gone_count, 0) as gone_count,
    coalesce(week_stock.open_count, 0) as open_end_count,
    coalesce(week_stock.open_count, 0) - coalesce(before.open_count, 0) as net_flow_count,
    coalesce(week_stock.queue_count, 0) as queue_count,
    coalesce(week_stock.wip_count, 0) as wip_count,
    coalesce(week_stock.blocked_count, 0) as blocked_count,
    week_stock.age_in_team_hours_p50,
    week_stock.age_in_team_hours_p85,
    week_stock.age_in_team_hours_max,
    week_stock.age_total_hours_p50,
    week_stock.age_total_hours_p85,
    week_stock.age_total_hours_max,
    week_stock.idle_hours_p50,
    week_stock.idle_hours_p85,
    week_stock.idle_hours_max,
    coalesce(queue_wait.wait_count, 0) as queue_wait_count,
    coalesce(queue_wait.picked_up_count, 0) as queue_wait_touched_count,
    queue_wait.median_hours as queue_wait_business_hours_p50,
    coalesce(queue_wait.picked_up_count, 0) >= 10 as is_queue_wait_shown,
    coalesce(queue_start.picked_up_count, 0) as queue_wait_started_count,
    queue_start.median_hours as queue_wait_start_business_hours_p50,
    coalesce(queue_start.picked_up_count, 0) >= 10 as is_queue_wait_start_shown,
    trust.grade,
    trust.doubts
from core.week as week
cross join core.team as team
left join
    flow.movement_week as week_movement
    on week_movement.week_starts_on = week.week_starts_on and week_movement.team_id = team.team_id
left join week_stock on week_stock.week_starts_on = week.week_starts_on and week_stock.team_id = team.team_id
left join week_stock as before
    on before.week_starts_on = week.week_starts_on - 7 and before.team_id = team.team_id
left join flow.wait_median as queue_wait
    on queue_wait.population = 'queue' and queue_wait.clock = 'business'
    and queue_wait.week_starts_on = week.week_starts_on and queue_wait.to_team = team.team_id
left join flow.wait_median as queue_start
    on queue_start.population = 'queue_start' and queue_start.clock = 'business'
    and queue_start.week_starts_on = week.week_starts_on and queue_start.to_team = team.team_id
left join flow.team_trust as trust
    on trust.population = 'queue' and trust.period = 'week'
    and trust.period_starts_on = week.week_starts_on and trust.team_id = team.team_id
where
    week.is_observed
    and (
        (
            week.ends_at > team.from_at
            and week.starts_at < team.to_at
        )
        or week_movement.team_id is not null
        or week_stock.team_id is not null
    )
order by week.week_starts_on, team.team_id
