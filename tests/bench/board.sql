-- A board for each project.
select
    'jira' as source,
    home::varchar as board_id,
    'Board of P' || home as name,
    'scrum' as type,
    home::varchar as project_id,
    null::varchar as estimate_field_id,
    null::timestamp as gone_at
from generate_series(0, 39) as p (home)
