-- How long what came to a team waited for its first touch, by windows, where that can be shown.
select
    period_ends_on,
    arrival_count as handoff_count,
    open_count,
    p50_hours,
    p50_low_hours,
    p50_high_hours,
    picked_up_by_tau_share,
    is_mature,
    grade
from queue_trend
where
    period = $span || ' weeks' and is_p50_shown and team_id = $team and requester_team = '*'
    and period_ends_on <= $week::date + 7 and period_ends_on > $week::date - 7 * 78
    and target = 'touch' and clock = 'business'
order by period_ends_on
