select
    group_id,
    people_count,
    wait_business_hours,
    saved_low_business_hours,
    saved_high_business_hours,
    basis,
    stability_share,
    is_clear,
    sentence
from marts.merge_option
order by group_id
