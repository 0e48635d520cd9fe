select
    team_id,
    item_count,
    p50_weeks,
    p85_weeks,
    p95_weeks,
    is_growing,
    clear_with_arrivals_weeks,
    unknown_because,
    grade
from marts.forecast
where not is_complete_week and window_weeks = 8 and items = 'open'
order by team_id
