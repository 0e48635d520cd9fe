-- Teams, and the two that are none: nobody (UNOWNED) and customers.
select
    format('team {}', team_id) as id,
    []::struct("objectId" varchar, qualifier varchar)[] as relationships,
    name,
    kind
from team
order by team_id
