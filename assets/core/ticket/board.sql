-- Boards on which teams plan: the project that each is of, and the field that it estimates in.
-- One row per board.
-- key: source, board_id
select * from core.jira_board
union all by name
select * from core.github_board
