-- What the mode of each pair rests on, those with most work items first.
with quarter as (
    select quarter_starts_on
    from interaction_mode
    order by is_complete_quarter desc, quarter_starts_on desc
    limit 1
)
select
    team_name || ', ' || other_team_name as teams,
    coalesce(mode, 'cannot be told') as mode,
    item_count as items,
    handed_item_count as handed_over,
    to_and_fro_share,
    joint_week_count as joint_weeks,
    helped_share,
    ask_to_other_count + ask_from_other_count as asks,
    one_way_share,
    bounce_ratio as sent_back_share,
    served_share
from interaction_mode semi join quarter using (quarter_starts_on)
where mode is not null
order by item_count desc, teams
