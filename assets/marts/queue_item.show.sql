select
    team_id,
    queue_rank,
    work_item_key,
    requester_team,
    state,
    age_in_team_hours,
    blocked_item_key
from marts.queue_item
where queue_rank <= 3
order by team_id, queue_rank
