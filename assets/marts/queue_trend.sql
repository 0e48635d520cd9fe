-- How long work waits in the queue of each team, period by period, and who asked for it: from an item's first arrival in the
-- team, by creation or transfer, to the team's first touch or work; the median with its interval. A wait that is open, or
-- ended otherwise, is censored. Show a row where is_p50_shown, and draw those that are not is_mature yet in grey.
-- One row per period, team, requester, target and clock, where work arrived; of the weeks and windows of weeks of
-- one team and requester those with at least 10 items: team_week_requester has each week of both.
-- key: period, period_starts_on, team_id, requester_team, target, clock
-- column period: week of arrival, 4 weeks, 13 weeks (windows, of which one ends with each week) or all of history
-- column period_starts_on: its first Monday, in the organization's time zone; all has what was waiting then, too
-- column period_ends_on: the Monday after it; in the running week not there yet
-- column team_id: team whose queue it is; * for all, *non-platform for all but shared platforms
-- column team_name: what that is called
-- column requester_team: who asked: a team (the team itself for its own), CUSTOMER or UNKNOWN; * for all
-- column requester_team_name: what that is called
-- column target: what ends the wait: touch, or start (the first work, over all visits)
-- column clock: wall, or business: working hours of the team
-- column arrival_count: items that first arrived in the period, as far as this clock measures them
-- column picked_up_count: of these, touched (or started) by as_of
-- column open_count: of these, still waiting at as_of
-- column passed_on_share: part of arrival_count that left for another owner first
-- column cancelled_share: part of it that was closed first
-- column closed_by_automation_share: part of it that a bot, or an agent for nobody that is known, completed first
-- column exit_share: these three together; above a tenth, show picked_up_by_tau_share beside the median
-- column p50_hours: Kaplan-Meier median of the wait in hours of the clock; null where it is not reached yet
-- column p50_low_hours: lower end of its 95 % interval, by chains; null with fewer than 20 items or 10 pickups
-- column p50_high_hours: upper end of it; null where that is not reached yet, too
-- column p85_hours: Kaplan-Meier 85th percentile; null where it is not reached yet
-- column is_p50_shown: whether at least 10 pickups stand behind the median; below that, do not put it on a slide
-- column is_p85_shown: whether at least 10 pickups stand behind the 85th percentile, and it is reached
-- column rmst_hours: mean wait, each counted up to tau_hours at most; null where no wait could be watched so long
-- column rmst_low_hours: lower end of its 95 % interval, by chains
-- column rmst_high_hours: upper end of it
-- column tau_hours: two weeks of work, 80 business hours, or as the organization file says; by the wall clock 4.2 times that
-- column picked_up_by_tau_share: part that was touched (or started) by tau, exits counted as such (Aalen-Johansen)
-- column cancelled_by_tau_share: part that was closed first by tau, but for what automation completed
-- column longest_follow_up_hours: how long the earliest of these waits could be watched: its arrival to as_of
-- column is_mature: whether all of them could be watched for tau_hours; never at the right edge, nor for all of history
-- column grade: how far the row may be trusted: A (nothing speaks against it), B, C or D (half of it or more is doubtful); null where it rests on nothing
-- column doubts: the findings that touch it, by their kind in data_quality, sorted; empty where there are none
with trend as (
    select
        * exclude (period),
        period as period_name,
        case period when 'week' then 1 when '4 weeks' then 4 when '13 weeks' then 13 end as week_count
    from flow.wait_trend
    where population in ('queue', 'queue_start') and origin = '*'
),
last_week as (
    select max(week_starts_on) + 7 as ends_on
    from core.week
)
select
    trend.period_name as period,
    trend.period_starts_on,
    coalesce(trend.period_starts_on + (7 * trend.week_count)::integer, last_week.ends_on) as period_ends_on,
    trend.to_team as team_id,
    marts.team_name(trend.to_team) as team_name,
    trend.from_team as requester_team,
    marts.team_name(trend.from_team) as requester_team_name,
    case trend.population when 'queue' then 'touch' else 'start' end as target,
    trend.clock,
    trend.wait_count as arrival_count,
    trend.picked_up_count,
    trend.open_count,
    trend.forwarded_count / trend.wait_count as passed_on_share,
    trend.cancelled_count / trend.wait_count as cancelled_share,
    trend.closed_by_automation_count / trend.wait_count as closed_by_automation_share,
    (trend.forwarded_count + trend.cancelled_count + trend.closed_by_automation_count) / trend.wait_count
        as exit_share,
    trend.p50 as p50_hours,
    trend.p50_low as p50_low_hours,
    trend.p50_high as p50_high_hours,
    trend.p85 as p85_hours,
    trend.picked_up_count >= 10 as is_p50_shown,
    trend.picked_up_count >= 10 and trend.p85 is not null as is_p85_shown,
    trend.rmst as rmst_hours,
    trend.rmst_low as rmst_low_hours,
    trend.rmst_high as rmst_high_hours,
    trend.tau_hours,
    trend.picked_up_by_tau as picked_up_by_tau_share,
    trend.cancelled_by_tau as cancelled_by_tau_share,
    trend.longest_follow_up_hours,
    trend.is_mature,
    trust.grade,
    trust.doubts
from trend
cross join last_week
left join flow.team_trust as trust
    on trust.population = 'arrival' and trust.period = trend.period_name
    and trust.period_starts_on = trend.period_starts_on and trust.team_id = trend.to_team
order by
    trend.period_name, trend.period_starts_on, team_id, requester_team, target, trend.clock
