-- Which days each team works by its calendar, and when: weekends and holidays differ from team to team.
-- One row per day and team that was there.
-- key: day_on, team_id
-- column day_on: the day, by the team's calendar; the key of `day`
-- column team_id: the team
-- column team_name: what it is called
-- column is_working_day: whether it works
-- column opens_at: when its working hours begin, UTC; null where it does not work
-- column closes_at: when they end, UTC
-- column working_hours: how many they are; 0 where it does not work
select
    day.day_on,
    team.team_id,
    marts.team_name(team.team_id) as team_name,
    team_day.day_on is not null as is_working_day,
    team_day.opens_at,
    team_day.closes_at,
    coalesce(epoch(team_day.closes_at - team_day.opens_at) / 3600, 0) as working_hours
from core.day as day
inner join core.team as team
    on team.calendar is not null
    and day.ends_at > team.from_at
    and day.starts_at < team.to_at
left join core.team_day as team_day on team_day.team_id = team.team_id and team_day.day_on = day.day_on
where day.is_observed and day.week_starts_on <= (select max(week_starts_on) from core.week)
order by day.day_on, team.team_id
