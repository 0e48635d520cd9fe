-- Who waits for a team at the week's end, and who asked for how much in the 13 weeks to it.
select
    requester_team,
    requester_team_name,
    open_end_count,
    age_in_team_hours_max,
    demand_13_weeks_count,
    completed_13_weeks_count,
    if(is_share_shown, demand_share, null) as demand_share,
    if(is_share_shown, service_share, null) as service_share,
    grade
from team_week_requester
where team_id = $team and week_starts_on = $week and (open_end_count > 0 or demand_13_weeks_count > 0)
order by open_end_count desc, demand_13_weeks_count desc, requester_team
