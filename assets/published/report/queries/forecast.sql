-- In how many weeks what is open would be completed if nothing came, from the newest 8 full weeks, as of the
-- week's end (or as of now); and how often such forecasts were kept.
with newest as (
    select max(week_starts_on) as starts_on
    from forecast
    where week_starts_on <= if($is_newest, $week::date + 7, $week::date)
)
select
    forecast.team_id,
    forecast.team_name,
    item_count,
    counts_from_on,
    p50_weeks,
    p85_weeks,
    p95_weeks,
    (counts_from_on + 7 * p85_weeks::int) as p85_on,
    unknown_because,
    is_growing,
    is_too_few_weeks,
    net_flow_per_week,
    clear_with_arrivals_weeks,
    if(is_share_shown, met_share, null) as met_share,
    tried_count,
    forecast.grade
from forecast
inner join newest on forecast.week_starts_on = newest.starts_on
left join forecast_backtest as backtest
    on backtest.team_id = forecast.team_id and backtest.window_weeks = 8
    and backtest.items = 'open' and backtest.percentile = 85
where forecast.window_weeks = 8 and forecast.items = 'open' and ($team = '*' or forecast.team_id = $team)
order by forecast.team_name, forecast.team_id
