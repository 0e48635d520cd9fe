-- GitHub's project boards as they are now. A board is of no project, and says of none of its fields that it estimates in it.
-- One row per board.
-- view: core.board
select
    source,
    id as board_id,
    payload ->> 'title' as name,
    'board' as type,
    null::varchar as project_id,
    null::varchar as estimate_field_id,
    gone_at
from raw.github_board
