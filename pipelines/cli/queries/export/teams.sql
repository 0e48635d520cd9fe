-- The teams that an export can be asked for.
select team_id, name
from team
where not is_pseudo
order by team_id
