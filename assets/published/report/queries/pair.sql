-- Handoffs by pair of teams, of the weeks to the week's end that are looked at together; in working hours.
-- Shades: up to 4, 8, 24, 48 hours and more; 0 where no median can be shown.
with pair as (
    select *
    from handoff_trend
    where
        period = $span || ' weeks' and period_ends_on = $week::date + 7
        and layer = '*' and origin = '*' and target = 'touch' and clock = 'business'
        and not starts_with(from_team, '*') and not starts_with(to_team, '*')
        and ($team = '*' or $team in (from_team, to_team))
)
select
    from_team,
    from_team_name,
    to_team,
    to_team_name,
    handoff_count,
    picked_up_count,
    open_count,
    if(is_p50_shown, p50_hours, null) as p50_hours,
    if(is_p50_shown, p50_low_hours, null) as p50_low_hours,
    if(is_p50_shown, p50_high_hours, null) as p50_high_hours,
    picked_up_by_tau_share,
    is_mature,
    grade,
    case
        when not is_p50_shown or p50_hours is null then 0
        else 1 + (p50_hours > 4)::int + (p50_hours > 8)::int + (p50_hours > 24)::int + (p50_hours > 48)::int
    end as shade
from pair
order by handoff_count desc, from_team, to_team
