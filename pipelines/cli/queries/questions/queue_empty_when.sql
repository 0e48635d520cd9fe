-- When will a team's queue be empty?
-- If the weeks to come are like the last eight, and nothing new comes first: by when with a chance of 50, 85 and 95 %. With
-- what comes in, too, if the queue shrinks at all; and how often such forecasts were met so far.
-- parameter team: only this team
select
    forecast.team_id as team,
    forecast.item_count as open,
    forecast.p50_weeks as p50,
    forecast.p85_weeks as p85,
    forecast.p95_weeks as p95,
    forecast.counts_from_on + (7 * forecast.p85_weeks)::int as p85_on,
    forecast.is_growing as grows,
    round(forecast.clear_with_arrivals_weeks, 1) as with_arrivals,
    round(backtest.met_share, 2) as p85_met,
    backtest.tried_count as tried
from forecast
left join forecast_backtest as backtest
    on
    backtest.team_id = forecast.team_id
    and backtest.window_weeks = forecast.window_weeks
    and backtest.items = forecast.items
    and backtest.percentile = 85
where
    not forecast.is_complete_week
    and forecast.window_weeks = 8
    and forecast.items = 'open'
    and forecast.team_id = coalesce(getvariable('team'), forecast.team_id)
order by team
