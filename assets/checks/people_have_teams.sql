-- Whoever acts on tickets is in a team at that moment; what others do is nobody's, and counted here.
-- asset: flow.action
-- blocking: no
select
    case
        when person.origin = 'file' then 'people of the organization file, outside any team'
        else 'accounts that the organization file does not name'
    end as who,
    count(distinct action.person_id) as people,
    count(*) as actions
from flow.action as action
left join core.person as person on person.person_id = action.person_id
where action.team_id is null
group by who
order by who
