-- Which teams should be one?
-- The groups with most waits inside, and what of these a merger would have saved.
select
    group_id,
    people_count as people,
    round(wait_business_hours) as waited,
    round(saved_low_business_hours) as saved_low,
    round(saved_high_business_hours) as saved_high,
    round(stability_share, 2) as stability,
    is_clear
from merge_option
where team_count > 1
order by group_id
