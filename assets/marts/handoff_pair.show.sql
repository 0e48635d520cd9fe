select
    from_team,
    to_team,
    handoff_count,
    open_count,
    round(wait_business_hours_p50, 1) as wait_business_hours_p50,
    is_median_shown,
    grade,
    bar(handoff_count, 0, max(handoff_count) over (), 20) as plot
from marts.handoff_pair
order by handoff_count desc
limit 15
