-- What to weigh before teams are put together; the first holds of every such saving.
with whole_partition as (
    select * from merge_option where group_id = '*'
),
merger as (
    select * from merge_option where group_id <> '*' and team_count > 1
)
select
    0 as place,
    'Saved is what would not have been waited, had the receiver served the giver as its own members: '
    || 'no merger is '
    || 'that by itself. What it costs to put teams together is in no event.' as doubt
union all
select
    1,
    format(
        'The best partition comes out the same in {:.0f} % of resamples; 80 % are needed.',
        100 * stability_share
    )
from whole_partition
where stability_share < 0.8
union all
select
    2,
    format(
        'What one half of the work chose has {:,.0f} hours inside in the other half, against {:,.0f} '
        || 'of the best: '
        || 'part of the choice is chance.',
        other_half_business_hours, wait_business_hours
    )
from whole_partition
where other_half_business_hours < 0.9 * wait_business_hours
union all
select
    3,
    format(
        '{}: {}: a quarter to three quarters of the waits count as saved where it is assumed, since '
        || 'there are too '
        || 'few requests inside the teams to tell.',
        team_names, basis
    )
from merger
where basis <> 'internal requests'
union all
select 4, format('{}: the lower end is nothing: that may save no hour.', team_names)
from merger
where saved_low_business_hours <= 0
union all
select
    5,
    format(
        '{}: {:.0f} % of the hours are waits for reviews, which a merger changes less.',
        team_names, 100 * review_business_hours / wait_business_hours
    )
from merger
where review_business_hours >= 0.1 * wait_business_hours
union all
select
    6,
    format(
        '{}: {} changed within the window: waits before that are those of what it was.',
        team_names, reorganized_team_names
    )
from merger
where reorganized_team_names <> ''
union all
select
    7,
    format(
        '{}: {} other team{} would go on to wait for them ({:,.0f} hours in the window).',
        team_names, third_team_count, if(third_team_count = 1, '', 's'), third_team_business_hours
    )
from merger
where third_team_count > 0
union all
select
    8,
    format(
        '{}: whoever asks them would wait {} times as long if their people were spread singly: not in '
        || 'the savings.',
        team_names, split_pool_prices
    )
from merger
where split_pool_prices <> ''
union all
select 9, format('{} is in no group: nobody is known to be in it (organization file: people).', team_names)
from merge_option
where group_id <> '*' and people_count is null
union all
select 10, format('The window is {:.0f} weeks, not 26: histories are not whole before it.', window_weeks)
from whole_partition
where window_weeks < 25.9
union all
select
    11,
    format(
        'Groups have at most {} people (organization file: merges.largest_team): another limit, '
        || 'another partition.',
        largest_team_count
    )
from whole_partition
order by place, doubt
