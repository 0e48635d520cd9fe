select
    day_on,
    team_id,
    arrived_count,
    completed_count,
    queue_count,
    wip_count,
    blocked_count
from marts.cumulative_flow
where day_on >= (select max(day_on) - 1 from marts.cumulative_flow)
order by day_on desc, team_id
