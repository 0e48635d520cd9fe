select
    iso_week,
    team_id,
    completed_count,
    points,
    round(cycle_hours_p50, 1) as cycle_hours_p50,
    pull_request_merged_count,
    grade,
    bar(completed_count, 0, max(completed_count) over (), 20) as plot
from marts.velocity_week
where is_complete_week and week_starts_on >= (select max(week_starts_on) - 21 from marts.velocity_week)
order by team_id, iso_week
