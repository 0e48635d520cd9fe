-- What did each team finish last week, and how long had it taken?
-- In the newest whole week. Points are each team's own measure.
select
    team_id,
    completed_count,
    points,
    unestimated_count,
    round(lead_hours_p50 / 24, 1) as lead_days_p50,
    pull_request_merged_count
from velocity_week
where week_starts_on = (select max(week_starts_on) from week where is_complete_week)
order by team_id
