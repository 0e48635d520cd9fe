-- Whether a team is about to break its promise, and how often such a warning was right. At the end of each week, of what came
-- to the team in the four weeks to there: what was served within the promised hours, what was not, and what waits. The newest
-- row of a team and target is as of now; the others say what would have been said then, beside what came of it: the same four
-- weeks of service_level. Only what events of later tell is left out: a team's past is as it is known now.
-- One row per target, week and team that promises something, where something arrived.
-- key: target, week_starts_on, team_id
-- column target: what is promised: touch (the first touch) or start (the first work, over all visits)
-- column week_starts_on: Monday of the last of the four weeks, in the organization's time zone
-- column period_starts_on: Monday of the first of them
-- column team_id: team that promises it
-- column team_name: what that is called
-- column measured_at: what had happened by then counts: the week's end, of the running week as_of, UTC
-- column measured_at_local: the same by the clocks of the organization's time zone
-- column is_newest: whether it is as of now
-- column promised_business_hours: within so many of its working hours the team promises to do it
-- column promised_share: for this part of the items
-- column item_count: items that first arrived in the four weeks, but for those that left before the promised hours
-- column met_count: of these, served within the promised hours
-- column missed_count: of these, not served after the promised hours
-- column waiting_count: of these, still waiting, and not yet for the promised hours
-- column expected_share: part that is served in time if what waits is served as soon as what came in the 13 weeks to there was; null with fewer than 10 items, or fewer than 10 served in the 13 weeks
-- column is_lost: whether the promise is broken even if all that waits is served in time
-- column is_warned: whether the promise can still be kept, and expected_share is below it; null where nothing is expected
-- column attainment_share: what became of the four weeks (service_level); null until each item could be watched so long
-- column is_promise_kept: whether the promise was kept in them; null where that is not known, or fewer than 10 items tell it
-- column grade: how far the row may be trusted: A (nothing speaks against it), B, C or D (half of it or more is doubtful); null where it rests on nothing
-- column doubts: the findings that touch it, by their kind in data_quality, sorted; empty where there are none
select
    forecast.target,
    forecast.week_starts_on,
    level.period_starts_on,
    forecast.team_id,
    marts.team_name(forecast.team_id) as team_name,
    forecast.measured_at,
    core.local_time(forecast.measured_at) as measured_at_local,
    forecast.measured_at = core.as_of()
    and forecast.week_starts_on
    = max(forecast.week_starts_on) over (partition by forecast.target, forecast.team_id) as is_newest,
    forecast.promised_business_hours,
    forecast.promised_share,
    forecast.item_count,
    forecast.met_count,
    forecast.missed_count,
    forecast.waiting_count,
    forecast.expected_share,
    forecast.met_count + forecast.waiting_count
    < (forecast.promised_share - 1e-9) * forecast.item_count as is_lost,
    case
        when forecast.expected_share is not null
            then not is_lost and forecast.expected_share < forecast.promised_share - 1e-9
    end as is_warned,
    level.attainment_share,
    case
        when level.attainment_share is not null and level.met_count + level.missed_count >= 10
            then level.attainment_share >= level.promised_share - 1e-9
    end as is_promise_kept,
    trust.grade,
    trust.doubts
from flow.service_level_forecast as forecast
inner join flow.service_level as level
    on level.target = forecast.target and level.period = '4 weeks'
    and level.period_starts_on = forecast.week_starts_on - 21
    and level.team_id = forecast.team_id and level.requester_class = '*'
left join flow.team_trust as trust
    on trust.population = 'arrival' and trust.period = '4 weeks'
    and trust.period_starts_on = level.period_starts_on and trust.team_id = forecast.team_id
order by forecast.target, forecast.week_starts_on, forecast.team_id
