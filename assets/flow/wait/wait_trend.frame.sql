-- Kaplan-Meier estimates of flow.wait by release week, over 4 and 13 weeks that end with each week, and over all of
-- history, for each pair, for each giver and receiver over all others ('*'), and for all receivers that are no shared
-- platform ('*non-platform'); tickets' and reviews' waits each and together ('*'), by both clocks. Where agents opened work, what
-- humans and what agents opened each (origin), without pairs, beside all of it ('*'). A pair's windows of
-- one or more weeks with fewer than 10 waits, which can show no median, have no row.
-- Intervals are by chains (what hangs together is drawn together); null where fewer than 20 waits or 10 pickups are behind them. tau_hours is the
-- time up to which means are restricted and ends are counted: what needs it is null where no wait could be watched so long.
-- Late entries, which only all of history has, are at risk from their entry on; where they leave fewer than five at risk up
-- to the median, the estimates are of the waits that were seen from their beginning.
-- One row per population, period, pair, layer, origin and clock.
-- key: population, period, period_starts_on, from_team, to_team, layer, origin, clock
select
    wait.population,
    wait.chain_key,
    case when week.is_observed then (wait.week_starts_on - bound.first_on) // 7 end as week_number,
    bound.first_on,
    bound.week_count,
    wait.from_team,
    wait.to_team,
    coalesce(team.is_platform_shared, false) as is_to_platform,
    wait.layer,
    wait.opened_by,
    wait.outcome,
    wait.hours,
    wait.entry_hours,
    wait.follow_up_hours,
    wait.business_hours,
    wait.entry_business_hours,
    wait.follow_up_business_hours,
    coalesce(o.tau_business_hours, 80)::double as tau_business_hours
from flow.wait as wait
cross join core.organization as o
cross join (
    select
        coalesce(min(week_starts_on) filter (where is_observed), min(week_starts_on)) as first_on,
        count(*) filter (where is_observed) as week_count
    from core.week
) as bound
inner join core.week as week on week.week_starts_on = wait.week_starts_on
left join core.team as team on team.team_id = wait.to_team
order by wait.population, wait.wait_number, wait.to_team
