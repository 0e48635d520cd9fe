-- Members who mostly change tickets in projects of one other team, those who do so most first.
select
    elsewhere.person_id as person,
    team.name as "team in the file",
    other.name as "works mostly for",
    elsewhere.other_ticket_count as "tickets there",
    elsewhere.ticket_count as "of"
from flow.member_elsewhere as elsewhere
left join core.team as team on team.team_id = elsewhere.team_id
left join core.team as other on other.team_id = elsewhere.other_team_id
order by elsewhere.other_ticket_count / elsewhere.ticket_count desc, elsewhere.person_id, elsewhere.from_at
