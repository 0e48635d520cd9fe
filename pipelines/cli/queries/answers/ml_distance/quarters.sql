-- The figures by quarter: what the distance rests on.
select
    team_name as team,
    if(period = 'all', 'all', period_starts_on::varchar || if(is_complete_period, '', ' (part)')) as quarter,
    item_count as tickets,
    user_item_count as reports,
    touched_count as acted_on,
    over_untouched_count as over_before,
    case when is_user_to_touch_shown then user_to_touch_hours_p50 end as median_hours,
    hops_p50 as hops,
    direct_contact_share as wrote_share,
    self_ship_share as self_shipped_share,
    isolation_index as isolation_ratio
from ml_distance
order by team_name, period, period_starts_on desc
