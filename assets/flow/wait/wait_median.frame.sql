-- Kaplan-Meier medians of flow.wait: a wait that is open, or ended otherwise than in a pickup, is
-- censored where it stands. Null where the curve does not come down to one half: never that of the finished. A queue's
-- waits are one group whoever asked.
-- One row per population, clock, week, pair and kind.
-- key: population, clock, week_starts_on, from_team, to_team, kind
select
    population,
    week_starts_on,
    case when population = 'handoff' then from_team else '' end as from_team,
    to_team,
    kind, is_picked_up, hours, entry_hours, business_hours, entry_business_hours
from flow.wait
where population <> 'handoff_start'
