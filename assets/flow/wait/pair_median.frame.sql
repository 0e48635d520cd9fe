-- Kaplan-Meier medians of the handoffs in flow.wait by pair of teams, all weeks and kinds together:
-- an open wait counts as the wait that it is, one that was under way when the history began from there on.
-- One row per clock and pair.
-- key: clock, from_team, to_team
select from_team, to_team, is_picked_up, hours, entry_hours, business_hours, entry_business_hours
from flow.wait
where population = 'handoff'
