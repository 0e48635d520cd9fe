-- How soon a team serves what it is asked, by who asks, and whether it keeps what it promises: the 85th percentile of the
-- way from an item's arrival to the first touch, the first work and the completion, over 4 and 13 weeks of arrival. What
-- waits, or ended otherwise, is censored. Quote rows with is_latest: the newest in which all arrivals could be watched
-- long enough. What a team promises is its service_level in the organization file; without one there is no attainment.
-- One row per target, period, team and class of requesters, where something arrived.
-- key: target, period, period_starts_on, team_id, requester_class
-- column target: what is waited for: touch, start (the first work, over all visits) or done (completed by the team, and not reopened)
-- column period: 4 weeks or 13 weeks of arrival: windows, of which one ends with each week
-- column period_starts_on: its first Monday, in the organization's time zone
-- column period_ends_on: the Monday after it; in the running week not there yet
-- column team_id: team that was asked
-- column team_name: what that is called
-- column requester_class: who asked: internal (the team itself), team (another one), customer, unknown, or * for all
-- column arrival_count: items that first arrived in the period, by creation or transfer
-- column ended_count: of these, touched, started or completed by as_of
-- column open_count: of these, still waiting at as_of
-- column passed_on_count: of these, left for another owner first
-- column cancelled_count: of these, closed first, or with a resolution that does not count
-- column closed_by_automation_count: of these, completed by a bot, or by an agent for nobody that is known, first; none where target is done, since completed they are
-- column p85_hours: Kaplan-Meier 85th percentile by the clock; null where it is not reached yet
-- column p85_business_hours: the same in the team's working hours
-- column is_p85_shown: whether at least 10 that ended stand behind the percentile, and it is reached
-- column promised_business_hours: within so many of its working hours the team promises to do it; null where it promises nothing
-- column promised_share: for this part of the items
-- column met_count: items that ended within the promised hours; null without a promise
-- column missed_count: items that were still waiting after the promised hours; the others left before these were over
-- column attainment_share: part that was served within the promised hours, what left before censored (Kaplan-Meier); null where is_mature is false
-- column is_attainment_shown: whether it is known, and at least 10 items met or missed the promise
-- column is_promise_kept: whether attainment_share is at least promised_share; null where is_attainment_shown is false
-- column is_mature: whether all items could be watched for the promised hours, or for two weeks of work where nothing is promised
-- column is_latest: whether this is the newest mature period of its kind
-- column grade: how far the row may be trusted: A (nothing speaks against it), B, C or D (half of it or more is doubtful); null where it rests on nothing
-- column doubts: the findings that touch it, by their kind in data_quality, sorted; empty where there are none
select
    level.target,
    level.period,
    level.period_starts_on,
    level.period_starts_on + case level.period when '4 weeks' then 28 else 91 end as period_ends_on,
    level.team_id,
    marts.team_name(level.team_id) as team_name,
    level.requester_class,
    level.arrival_count,
    level.ended_count,
    level.open_count,
    level.passed_on_count,
    level.cancelled_count,
    level.closed_by_automation_count,
    level.p85_hours,
    level.p85_business_hours,
    level.ended_count >= 10 and level.p85_business_hours is not null as is_p85_shown,
    level.promised_business_hours,
    case when level.promised_business_hours is not null then level.promised_share end as promised_share,
    case when level.promised_business_hours is not null then level.met_count end as met_count,
    case when level.promised_business_hours is not null then level.missed_count end as missed_count,
    level.attainment_share,
    coalesce(level.attainment_share is not null and level.met_count + level.missed_count >= 10, false)
        as is_attainment_shown,
    -- The share is a product of fractions: an equal one may be off in its last digit.
    case when is_attainment_shown then level.attainment_share >= level.promised_share - 1e-9 end
        as is_promise_kept,
    level.is_mature,
    level.is_mature
    and level.period_starts_on
    = max(case when level.is_mature then level.period_starts_on end) over kind as is_latest,
    trust.grade,
    trust.doubts
from flow.service_level as level
left join flow.team_trust as trust
    on trust.population = 'arrival' and trust.period = level.period
    and trust.period_starts_on = level.period_starts_on and trust.team_id = level.team_id
window kind as (partition by level.target, level.period, level.team_id, level.requester_class)
order by level.target, level.period, level.period_starts_on, level.team_id, level.requester_class
