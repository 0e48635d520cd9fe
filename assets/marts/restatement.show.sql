select
    table_name,
    column_name,
    team_id,
    iso_week,
    cause,
    work_item_key,
    value_before,
    value_after
from marts.restatement
where cause <> 'matured'
order by changed_as_of desc, week_starts_on desc, table_name, column_name, team_id, restatement_number
limit 20
