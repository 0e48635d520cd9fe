select
    team_id,
    deployment_count,
    deployment_day_count,
    case when is_4_weeks_p50_shown then lead_4_weeks_hours_p50 end as lead_4_weeks_hours_p50,
    case when is_4_weeks_p50_shown then deploy_4_weeks_hours_p50 end as deploy_4_weeks_hours_p50
from marts.delivery_week
where repository_id = '*'
    and week_starts_on = (select max(week_starts_on) from marts.delivery_week where is_complete_week)
order by team_id
