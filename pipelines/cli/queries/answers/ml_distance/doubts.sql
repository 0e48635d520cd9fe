-- What to weigh before a team is called far from users; the first holds of each.
with newest as (
    select max(period_starts_on) as newest_on
    from ml_distance
    where period = 'quarter' and is_complete_period
),
distance as (
    select
        ml_distance.*,
        team_name || if(period = 'all', ', all of history', format(', quarter from {}', period_starts_on))
            as what
    from ml_distance
    cross join newest
    where period = 'all' or period_starts_on = newest_on
)
select
    0 as place,
    'It is the most that the distance can be: calls, chats and dashboards are in no ticket.' as doubt
union all
select
    1,
    format(
        '{}: where {:.0f} % of the tickets come from nobody knows{}.',
        what, 100 * unknown_origin_share, if(is_headline, '', ': that is above 30 %, so no share is told')
    )
from distance
where unknown_origin_count > 0
union all
select
    2,
    format(
        '{}: users'' reports acted on: {}; it takes 10 for a median that can '
        || 'be shown.', what, touched_count
    )
from distance
where not is_user_to_touch_shown
union all
select
    3,
    format(
        '{}: the median of the hours lies between {:,.0f} and {:,.0f}: that wide is what chance leaves open.',
        what, user_to_touch_hours_p50_low, user_to_touch_hours_p50_high
    )
from distance
where user_to_touch_hours_p50_high > 2 * user_to_touch_hours_p50_low
union all
select
    4,
    format(
        '{}: {} of {} reports were over before it acted: by others, or since nobody needed it any more.',
        what, over_untouched_count, user_item_count
    )
from distance
where over_untouched_count >= 0.1 * user_item_count and over_untouched_count > 0
union all
select
    5,
    format(
        '{}: the release of {} of {} completions is known: how the others came to users is not.',
        what, shipped_count, completed_count
    )
from distance
where shipped_count < 0.5 * completed_count
union all
select
    6,
    format(
        '{}: the index of isolation is 1 since one factor is 0 (customers'' share, or '
        || 'self-shipped): read its parts.', what
    )
from distance
where isolation_index = 1
union all
select
    7,
    'No owner of the product''s surface is known, so that nothing is said of reviews next to it '
    || '(organization file: product_surface).'
from distance
having bool_and(review_adjacency_share is null) and count(*) > 0
union all
select 8, 'No ticket comes from what is user_facing: name it in the organization file, if users write there.'
from distance
having sum(support_origin_count) = 0
order by place, doubt
