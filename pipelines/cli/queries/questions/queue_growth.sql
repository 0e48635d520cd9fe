-- Is a team's queue growing?
-- What it had open at the end of each quarter, and how long what arrived in 13 weeks from the quarter's first Monday on
-- waited until somebody touched it (working hours: the median, with its interval).
-- parameter team: only this team
select
    team.team_id as team,
    date_trunc('quarter', team.week_starts_on)::date as quarter,
    arg_max(team.open_end_count, team.week_starts_on) as open_at_end,
    sum(team.net_flow_count)::bigint as net_flow,
    round(arg_min(trend.p50_hours, team.week_starts_on), 1) as wait_p50,
    round(arg_min(trend.p50_low_hours, team.week_starts_on), 1) as low,
    round(arg_min(trend.p50_high_hours, team.week_starts_on), 1) as high
from team_week as team
left join queue_trend as trend
    on
    trend.period = '13 weeks'
    and trend.period_starts_on = team.week_starts_on
    and trend.team_id = team.team_id
    and trend.requester_team = '*'
    and trend.target = 'touch'
    and trend.clock = 'business'
where team.is_complete_week and team.team_id = coalesce(getvariable('team'), team.team_id)
group by all
order by all
