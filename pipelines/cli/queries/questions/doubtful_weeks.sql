-- Which weeks' queues are doubtful, and why?
-- Whole weeks of which a quarter or more is doubtful (grades C and D), the newest first.
-- parameter team: only this team
select
    iso_week,
    team_id,
    open_end_count,
    grade,
    doubts
from team_week
where is_complete_week and grade in ('C', 'D') and team_id = coalesce(getvariable('team'), team_id)
order by iso_week desc, team_id
