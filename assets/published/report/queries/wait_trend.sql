-- The median wait by windows to the week's end, where it can be shown.
select
    period_ends_on,
    handoff_count,
    open_count,
    if(is_p50_shown, p50_hours, null) as p50_hours,
    if(is_p50_shown, p50_low_hours, null) as p50_low_hours,
    if(is_p50_shown, p50_high_hours, null) as p50_high_hours,
    picked_up_by_tau_share,
    is_mature,
    grade
from handoff_trend
where
    period = $span || ' weeks' and is_p50_shown
    and period_ends_on <= $week::date + 7 and period_ends_on > $week::date - 7 * 78
    and from_team = $giver and to_team = $receiver
    and layer = '*' and origin = '*' and target = 'touch' and clock = 'business'
order by period_ends_on
