select
    team_id,
    iso_week,
    first_value,
    as_reported,
    latest_value
from marts.weekly_figure
where table_name = 'velocity_week' and column_name = 'completed_count'
order by latest_value <> first_value desc, week_starts_on desc, team_id
limit 20
