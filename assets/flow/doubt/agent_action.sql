-- How many actions of agents each work item has that would be a team's if it were known for whom they acted, and of how many
-- of these nobody knows. Reviews are no team's whoever asked for them, and comments only those that somebody asked for.
-- One row per work item on which an agent so acted.
-- key: work_item_kind, source, work_item_id
select
    item_kind as work_item_kind,
    source,
    item_id as work_item_id,
    count(*)::bigint as action_count,
    count(*) filter (where rung is null)::bigint as unknown_count
from core.principal
where kind not in ('asked', 'ended', 'review', 'comment') and happened_at <= core.as_of()
group by item_kind, source, item_id
