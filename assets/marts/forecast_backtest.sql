-- How often a team's forecasts were kept: each week's, made of the weeks up to it, against what the weeks after it brought.
-- A forecast is tried where it had all the weeks of its window, something to clear, and as many full weeks after it as
-- its percentile says, in which the team was not reorganized. Forecasts of neighbouring weeks share most of their
-- weeks: 20 tries are far fewer than 20 independent ones.
-- One row per team that is there now, number of weeks to draw from, items, and percentile.
-- key: team_id, window_weeks, items, percentile
-- column team_id: team
-- column team_name: what that is called
-- column window_weeks: the full weeks that the forecasts drew from: 4, 8 or 12
-- column items: open (all that the team had open), 10 or 20
-- column percentile: 50, 85 or 95: how often the forecast should be kept at least, in percent
-- column tried_count: forecasts whose weeks are over
-- column met_count: of these, cleared by the week that was forecast
-- column met_share: met_count of tried_count; null without any
-- column is_share_shown: whether at least 20 tries are behind it
-- column grade: how far the row may be trusted: A (nothing speaks against it), B, C or D (half of it or more is doubtful); null where it rests on nothing
-- column doubts: the findings that touch it, by their kind in data_quality, sorted; empty where there are none
with past_forecast as (
    select
        team_id, window_weeks, items, item_count, is_complete_week, history_weeks, cleared_in_weeks,
        watched_weeks,
        unnest([50, 85, 95]) as percentile,
        unnest([p50_weeks, p85_weeks, p95_weeks]) as forecast_weeks
    from flow.forecast
),
trial as (
    select
        *,
        is_complete_week and history_weeks = window_weeks and item_count > 0
        and coalesce(forecast_weeks <= watched_weeks, false) as is_tried,
        coalesce(cleared_in_weeks <= forecast_weeks, false) as is_met
    from past_forecast
)
select
    trial.team_id,
    marts.team_name(trial.team_id) as team_name,
    window_weeks,
    items,
    percentile,
    count(*) filter (where is_tried) as tried_count,
    count(*) filter (where is_tried and is_met) as met_count,
    count(*) filter (where is_tried and is_met) / nullif(count(*) filter (where is_tried), 0) as met_share,
    count(*) filter (where is_tried) >= 20 as is_share_shown,
    any_value(trust.grade) as grade,
    any_value(trust.doubts) as doubts
from trial
left join (select * from flow.team_trust where population = 'completion' and period = 'all') as trust
    on trust.team_id = trial.team_id
group by trial.team_id, window_weeks, items, percentile
having bool_or(not is_complete_week)
order by trial.team_id, window_weeks, items, percentile
