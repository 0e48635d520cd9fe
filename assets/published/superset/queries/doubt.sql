-- What is to be doubted of tickets and handoffs: each doubt of each.
-- One row per ticket or handoff, and doubt.
-- key: table_name, row_id, doubt
-- column table_name: work_item or handoff
-- column row_id: whose doubt it is: source and id of a ticket, or handoff_id
-- column team_id: who has the ticket, or was to act next
-- column team_name: what that is called
-- column grade: how far the row may be trusted
-- column doubt: the finding that touches it, by its kind in data_quality
select
    'work_item' as table_name,
    source || ' ' || work_item_id as row_id,
    team_id,
    team_name,
    grade,
    unnest(doubts) as doubt
from work_item
where is_counted
union all
select
    'handoff' as table_name,
    handoff_id as row_id,
    to_team as team_id,
    to_team_name as team_name,
    grade,
    unnest(doubts) as doubt
from handoff
where is_observed
