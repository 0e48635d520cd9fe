select
    team_id,
    requester_team,
    demand_13_weeks_count,
    demand_share,
    service_share,
    fairness,
    is_share_shown
from marts.team_week_requester
where is_complete_week and week_starts_on >= (select max(week_starts_on) - 7 from marts.team_week_requester)
order by team_id, demand_13_weeks_count desc
