select
    team_id,
    period_starts_on,
    item_count,
    customer_origin_share,
    self_origin_share,
    user_item_count,
    over_untouched_count,
    case when is_user_to_touch_shown then user_to_touch_hours_p50 end as user_to_touch_hours_p50,
    hops_p50,
    direct_contact_share,
    self_ship_share
from marts.ml_distance
where period = 'quarter'
order by period_starts_on desc, team_id
limit 8
