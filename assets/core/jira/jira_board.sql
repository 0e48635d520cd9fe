-- Jira's boards: the project that each is of, and the field that it estimates in, as they are now: they have no history.
-- One row per board.
-- view: core.board
select
    source,
    id as board_id,
    payload ->> 'name' as name,
    payload ->> 'type' as type,
    payload ->> '$.location.projectId' as project_id,
    payload ->> '$.estimation.field.fieldId' as estimate_field_id,
    gone_at
from raw.jira_board
