-- What has been longest in a team.
select
    work_item_key,
    work_item_url,
    state,
    requester_team_name,
    age_in_team_hours,
    idle_hours,
    blocked_item_count,
    count(*) over () as open_total,
    grade
from queue_item
where team_id = $team
order by queue_rank
limit 8
