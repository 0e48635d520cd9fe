-- How far are machine learning engineers from users?
-- Where their work comes from, how many of the users' reports they never touch, how long and through how many teams the others
-- take, and whether they bring to users themselves what they make.
select
    period_starts_on as quarter,
    item_count as items,
    round(customer_origin_share, 2) as from_customers,
    user_item_count as reports,
    round(never_reached_share, 2) as never_reached,
    round(user_to_touch_hours_p50) as hours_p50,
    hops_p50 as hops,
    round(self_ship_share, 2) as self_shipped,
    round(isolation_index, 2) as isolation,
    grade
from ml_distance
where period = 'quarter' and is_complete_period
order by quarter
