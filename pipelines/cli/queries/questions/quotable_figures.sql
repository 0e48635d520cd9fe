-- What may be quoted of completed work, since it changes no more?
-- Completions as they were 14 days after the week's end, and what they are now.
-- parameter team: only this team
select
    iso_week,
    team_id,
    as_reported,
    latest_value
from weekly_figure
where
    table_name = 'velocity_week'
    and column_name = 'completed_count'
    and is_frozen
    and team_id = coalesce(getvariable('team'), team_id)
order by iso_week desc, team_id
