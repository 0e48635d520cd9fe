-- Ids of teams, as tables bear them.
select distinct team_id as id
from team
order by id
