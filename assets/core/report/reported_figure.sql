-- Every version of each published weekly figure, one by one (core.reported_week).
-- One row per table, column, team, week and version.
-- key: table_name, column_name, team_id, week_starts_on, version_number
select
    table_name,
    figure.key as column_name,
    team_id,
    week_starts_on,
    version_number,
    is_newest,
    reported_as_of,
    figure.value
from (
    select *, unnest(map_entries(figures)) as figure
    from core.reported_week
)
