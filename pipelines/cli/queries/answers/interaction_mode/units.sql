-- The pairs of the quarter and their work items, by mode or by why it cannot be told.
with quarter as (
    select quarter_starts_on
    from interaction_mode
    order by is_complete_quarter desc, quarter_starts_on desc
    limit 1
)
select
    coalesce(mode, 'cannot be told: ' || unknown_because) as mode_or_reason,
    count(*) as pairs,
    sum(item_count)::bigint as items,
    sum(handed_item_count)::bigint as handed_over,
    sum(helped_by_team_item_count + helped_by_other_item_count)::bigint as helped_with,
    sum(handoff_to_other_count + handoff_from_other_count)::bigint as handoffs
from interaction_mode semi join quarter using (quarter_starts_on)
group by mode_or_reason
order by bool_or(mode is null), items desc, mode_or_reason
