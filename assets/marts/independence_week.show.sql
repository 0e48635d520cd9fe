select
    team_id,
    pull_request_merged_count,
    independent_merge_share,
    deployment_count,
    own_deployment_count,
    case when is_4_weeks_p50_shown then lead_4_weeks_hours_p50 end as lead_4_weeks_hours_p50,
    self_ship_share
from marts.independence_week
where week_starts_on = (select max(week_starts_on) from marts.independence_week where is_complete_week)
order by team_id
