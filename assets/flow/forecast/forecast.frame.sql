-- When each team will have cleared 10 items, 20 items, and all that it has open: as of the end of each week, and of the
-- running one as of now (metrics: forecasts). The weeks to come are drawn from the newest full weeks in which the team was
-- what it is, from 4, 8 or 12 of them at most. A percentile is the first week by whose end so much is certain; where one
-- is null, unknown_because says why. cleared_in_weeks is what became of it; watched_weeks are those that could be
-- watched: until now, or until the team was another one.
-- One row per team, week, number of weeks to draw from, and items.
-- key: team_id, week_starts_on, window_weeks, items
select
    team_id,
    week_starts_on,
    is_complete_week,
    counts_from_on,
    full_weeks,
    completed_count,
    cancelled_count,
    inflow_count,
    outflow_count,
    open_count
from flow.pace_week
order by team_id, week_starts_on
