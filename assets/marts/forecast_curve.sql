-- How likely it is, as of now, that a team has cleared the items of forecast, week by week: up to the week by which it is
-- 95 % certain, or two years. Teams without completions in the weeks that are drawn from have no rows, nor have empty queues.
-- One row per team, number of weeks to draw from, items, and week to come.
-- key: team_id, window_weeks, items, week_number
-- column team_id: team
-- column team_name: what that is called
-- column window_weeks: the newest full weeks that the weeks to come are drawn from, at most: 4, 8 or 12
-- column items: open (all that the team has open), 10 or 20
-- column week_number: the week to come: 1 is the next seven days
-- column by_on: the day on which it ends
-- column cleared_chance: how likely it is that the items are cleared by then
-- column grade: how far the row may be trusted: A (nothing speaks against it), B, C or D (half of it or more is doubtful); null where it rests on nothing
-- column doubts: the findings that touch it, by their kind in data_quality, sorted; empty where there are none
select
    curve.team_id,
    marts.team_name(curve.team_id) as team_name,
    window_weeks,
    items,
    week_number,
    by_on,
    cleared_chance,
    trust.grade,
    trust.doubts
from flow.forecast_curve as curve
cross join (select max(week_starts_on) as week_starts_on from core.week) as week
left join flow.team_trust as trust
    on trust.population = 'completion' and trust.period = '13 weeks'
    and trust.period_starts_on = week.week_starts_on - 84 and trust.team_id = curve.team_id
order by curve.team_id, window_weeks, items, week_number
