-- Who waits in a team's queue, how many of it, and how long?
-- What is open now, by the team that asked for it; null where nobody knows who asked.
-- parameter team: only this team's queue
select
    team_id as team,
    requester_team as asked_by,
    count(*) as open_now,
    count(*) filter (where state = 'queue') as untouched,
    round(max(age_in_team_hours) / 24, 1) as oldest_days
from queue_item
where team_id = coalesce(getvariable('team'), team_id)
group by team_id, requester_team
order by team, open_now desc, asked_by
