-- Kaplan-Meier medians of the handoffs in flow.wait by pair of teams, all weeks and kinds together:
-- an open wait counts as the wait that it is, one that was under way when the history began from there on.
-- One row per clock and pair.
-- key: clock, from_team, to_team
select * exclude (population, wait_number, week_starts_on, kind)
from flow.wait
where population = 'handoff'
