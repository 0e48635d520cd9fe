-- How likely it is, as of now, that a team has cleared the items of flow.forecast by the end of each week to come (metrics:
-- forecasts): up to the week by which it is 95 % certain, or two years.
-- One row per team, number of weeks to draw from, items, and week to come.
-- key: team_id, window_weeks, items, week_number
select
    forecast.team_id,
    forecast.window_weeks,
    forecast.items,
    forecast.counts_from_on,
    forecast.history_weeks,
    forecast.item_count,
    forecast.p95_weeks as last_week_number,
    (
        select list(pace_week.completed_count order by pace_week.week_starts_on)
        from flow.pace_week as pace_week
        where pace_week.team_id = forecast.team_id
            and pace_week.week_starts_on >= forecast.week_starts_on - (7 * forecast.history_weeks)::integer
            and pace_week.week_starts_on < forecast.week_starts_on
    ) as draws
from flow.forecast as forecast
where not forecast.is_complete_week and forecast.item_count > 0 and forecast.completed_per_week > 0
order by forecast.team_id, forecast.window_weeks, forecast.items
