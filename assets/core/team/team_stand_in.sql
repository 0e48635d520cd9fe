-- Who stands for a team at an instant: the team itself, and from when on each team that carries it on. Whoever asks whether
-- two teams are one at an instant, or whether somebody acts for a team, asks this table.
-- One row per team and stand-in.
-- key: team_id, stand_in_id
select team_id, team_id as stand_in_id, '-infinity'::timestamp as from_at
from core.team
where not is_pseudo
union all
select team_id, successor_id, from_at
from core.team_successor
