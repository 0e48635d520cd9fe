select
    iso_week,
    team_id,
    open_end_count,
    net_flow_count,
    queue_wait_business_hours_p50,
    grade,
    bar(open_end_count, 0, max(open_end_count) over (), 20) as plot
from marts.team_week
where is_complete_week and week_starts_on >= (select max(week_starts_on) - 21 from marts.team_week)
order by team_id, iso_week
