-- Demand: work that came into a team for the first time, created there or transferred, with who asked for it, or UNKNOWN.
-- What a status owner, a relabel or a reopening brings is none. (metrics: who waits)
-- One row per ticket and team.
-- key: ticket_number, team_id
select
    arrival.ticket_number,
    arrival.team_id,
    coalesce(requester.team_id, core.unknown()) as requester_team,
    arrival.arrived_at,
    arrival.reopened_count
from flow.queue_episode as arrival
left join flow.requester as requester on requester.ticket_number = arrival.ticket_number
where arrival.arrived_by in ('created', 'transfer')
qualify
    row_number() over (
        partition by arrival.ticket_number, arrival.team_id order by arrival.arrived_at
    ) = 1
