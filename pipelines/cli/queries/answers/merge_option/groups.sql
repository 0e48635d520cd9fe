-- What each group would have inside, in working hours of the receivers.
select
    case when group_id = '*' then 'all groups' else team_names end as teams,
    people_count as people,
    handoff_count as handoffs,
    wait_business_hours as waited,
    review_business_hours as for_reviews,
    internal_share as of_all_share,
    saved_low_business_hours as saved_low,
    saved_high_business_hours as saved_high,
    basis,
    stability_share,
    is_clear as clear
from merge_option
where group_id = '*' or team_count > 1
order by group_id <> '*', wait_business_hours desc, group_id
