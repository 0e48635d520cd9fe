-- When each team will have cleared what it has open, or its next 10 or 20 items, if it goes on as it did in the newest full
-- weeks and nothing new comes before them: the running week's rows are as of now, the others as of their week's end.
-- Ask the rows of 8 weeks first; those of 4 know too few, and forecast_backtest says how often each number was kept.
-- One row per team, week, number of weeks to draw from, and items.
-- key: week_starts_on, team_id, window_weeks, items
-- column week_starts_on: Monday of the week at whose end, or in the running week: as of which, the forecast is made
-- column iso_week: ISO year and week
-- column is_complete_week: false for the running week, whose forecasts are those of now
-- column team_id: team
-- column team_name: what that is called
-- column window_weeks: the newest full weeks that the weeks to come are drawn from, at most: 4, 8 or 12
-- column history_weeks: how many of these there were since the team began, and since its last reorganization
-- column is_too_few_weeks: whether these are fewer than 8: such forecasts promise more than is kept
-- column items: open (all that the team has open), 10 or 20
-- column item_count: how many items that are
-- column counts_from_on: the day from which the weeks to come are counted
-- column p50_weeks: the first week by whose end they are cleared with a chance of 50 %; 0 if nothing is open
-- column p85_weeks: the same with 85 %
-- column p95_weeks: the same with 95 %
-- column unknown_because: why a percentile is null: no full week, no completion, more than 104 weeks, or past queue of more than 200
-- column completed_per_week: completions of these weeks, on average
-- column net_flow_per_week: how much more came in than went out, on average: positive is a growing queue
-- column is_growing: whether the queue grows or stands still: it will not be empty, whatever the percentiles say
-- column clear_by_completions_weeks: all that is open by the average of completions; null for 10 and 20, and without any
-- column clear_by_exits_weeks: the same, by completions and cancellations
-- column clear_with_arrivals_weeks: the same, by what goes out in any way less what comes in; null where the queue is growing
-- column cleared_in_weeks: full weeks in which so many were really completed; null as long as they are not
-- column watched_weeks: full weeks since, until now or until the team was another one
-- column grade: how far the row may be trusted: A (nothing speaks against it), B, C or D (half of it or more is doubtful); null where it rests on nothing
-- column doubts: the findings that touch it, by their kind in data_quality, sorted; empty where there are none
select
    forecast.week_starts_on,
    week.iso_week,
    forecast.is_complete_week,
    forecast.team_id,
    marts.team_name(forecast.team_id) as team_name,
    forecast.window_weeks,
    forecast.history_weeks,
    forecast.is_too_few_weeks,
    forecast.items,
    forecast.item_count,
    forecast.counts_from_on,
    forecast.p50_weeks,
    forecast.p85_weeks,
    forecast.p95_weeks,
    forecast.unknown_because,
    forecast.completed_per_week,
    forecast.net_flow_per_week,
    forecast.is_growing,
    forecast.clear_by_completions_weeks,
    forecast.clear_by_exits_weeks,
    forecast.clear_with_arrivals_weeks,
    forecast.cleared_in_weeks,
    forecast.watched_weeks,
    trust.grade,
    trust.doubts
from flow.forecast as forecast
inner join core.week as week on week.week_starts_on = forecast.week_starts_on
left join flow.team_trust as trust
    on trust.population = 'completion' and trust.period = '13 weeks'
    and trust.period_starts_on = forecast.week_starts_on - 84 and trust.team_id = forecast.team_id
order by forecast.week_starts_on, forecast.team_id, forecast.window_weeks, forecast.items
