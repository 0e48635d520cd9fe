-- Kaplan-Meier medians of flow.wait: a wait that is open, or ended otherwise than in a pickup, is
-- censored where it stands. Null where the curve does not come down to one half: never that of the finished.
-- One row per population, clock, week, pair and kind.
-- key: population, clock, week_starts_on, from_team, to_team, kind
select * exclude (wait_number)
from flow.wait
