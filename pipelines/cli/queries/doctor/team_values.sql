-- The values of the Team field that no team claims, the most frequent first.
select source, team_value as "value", ticket_count as tickets
from core.unclaimed_team_value
order by tickets desc, source, team_value
limit 20
