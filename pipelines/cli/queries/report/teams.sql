-- The teams that have a page.
select team_id, name
from team
where not is_pseudo
order by team_id
