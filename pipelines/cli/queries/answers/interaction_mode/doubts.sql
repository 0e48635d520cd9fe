-- What to weigh before a mode is judged; the first holds of every pair.
with quarter as (
    select quarter_starts_on
    from interaction_mode
    order by is_complete_quarter desc, quarter_starts_on desc
    limit 1
),
pair as (
    select * from interaction_mode semi join quarter using (quarter_starts_on)
)
select
    0 as place,
    'What teams agree in calls and chats is in no event, and the bounds of the modes are conventions: '
    || 'docs/metrics.md has them.' as doubt
union all
select
    1,
    format(
        'Of {} of {} pairs the mode cannot be told: {}.',
        count(*) filter (where mode is null),
        any_value(total),
        string_agg(distinct unknown_because, '; ')
    )
from (select *, count(*) over () as total from pair)
having count(*) filter (where mode is null) > 0
union all
select
    2,
    format(
        '{} and {}: none of them by a hair: {:.0f} % were picked up within two weeks, and '
        || 'X-as-a-service takes 80 %.',
        team_name, other_team_name, 100 * served_share
    )
from pair
where mode = 'none of them' and service_gap = 'picked up late' and served_share >= 0.75
union all
select
    3,
    format(
        '{} and {}: X-as-a-service by a hair: {:.0f} % were picked up within two weeks, and it takes 80 %.',
        team_name, other_team_name, 100 * served_share
    )
from pair
where mode = 'X-as-a-service' and served_share < 0.85
union all
select
    4, format(
        '{} and {}: fewer than half of the items were handed over or helped with: the mode rests on little.',
        team_name, other_team_name
    )
from pair
where mode = 'none of them' and handed_item_count < 0.5 * item_count
union all
select 5, format('{} and {} had {} in the quarter before.', pair.team_name, pair.other_team_name, former.mode)
from pair
inner join interaction_mode as former
    on former.team_id = pair.team_id and former.other_team_id = pair.other_team_id
    and former.quarter_starts_on = pair.quarter_starts_on - interval 3 months
where former.mode <> pair.mode
order by place, doubt
