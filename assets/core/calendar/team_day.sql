-- Working days of each team by its calendar, while the team is there. day_on is the calendar's own day.
-- One row per team and working day.
-- key: team_id, day_on
select
    team.team_id,
    day.day_on,
    calendar_day.opens_at,
    calendar_day.closes_at
from core.team as team
inner join core.calendar_day as calendar_day on calendar_day.calendar = team.calendar
inner join core.day as day on day.day_on = calendar_day.day_on
where calendar_day.closes_at > team.from_at
    and calendar_day.opens_at < team.to_at
