select
    work_item_key,
    team_id,
    blocked_by,
    blocker_key,
    blocker_team_id,
    from_at,
    blocked_hours
from marts.blocked_time
where not is_over
order by blocked_hours desc
