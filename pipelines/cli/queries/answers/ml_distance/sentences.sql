-- Each team of machine learning in words: the newest quarter that is complete (else all of history),
-- then all of history.
with newest as (
    select max(period_starts_on) as newest_on
    from ml_distance
    where period = 'quarter' and is_complete_period
),
distance as (
    select
        ml_distance.*,
        if(period = 'all', 'all of history', format('the quarter from {}', period_starts_on)) as stretch
    from ml_distance
    cross join newest
    where period = 'all' or period_starts_on = newest_on
),
line as (
    select
        *,
        1 as place,
        case
            when item_count = 0 then format('{}, {}: it first owned no ticket.', team_name, stretch)
            when is_headline
                then format(
                        '{}, {}: of {:,} tickets that it first owned {:.0f} % go back to users '
                        || '(customers {:.0f} %, '
                        || 'what is user_facing {:.0f} %), {:.0f} % to other teams, and {:.0f} % to '
                        || 'machine learning itself.',
                        team_name, stretch, item_count,
                        100 * (customer_origin_share + support_origin_share), 100 * customer_origin_share,
                        100 * support_origin_share, 100 * (product_origin_share + platform_origin_share),
                        100 * self_origin_share
                    )
            else format(
                    '{}, {}: where its {:,} tickets come from cannot be told: of {:,} nobody knows.',
                    team_name, stretch, item_count, unknown_origin_count
                )
        end as sentence
    from distance
    union all by name
    select
        *,
        2 as place,
        format(
            'Users'' reports that reached it or were marked for it: {:,}; acted on {:,}, over before '
            || 'that {:,}, waiting {:,}.'
            || '{}{}',
            user_item_count, touched_count, over_untouched_count, waiting_count,
            case
                when is_user_to_touch_shown
                    then format(' Half were touched within {:,.0f} hours', user_to_touch_hours_p50)
                        || coalesce(
                            format(
                                ' ({:,.0f} to {:,.0f})',
                                user_to_touch_hours_p50_low, user_to_touch_hours_p50_high
                            ), ''
                        ) || '.'
                else ' How long that takes cannot be told.'
            end,
            coalesce(format(' On {:.0f} % it wrote to the user itself.', 100 * direct_contact_share), '')
        ) as sentence
    from distance
    where user_item_count > 0
    union all by name
    select
        *,
        3 as place,
        format(
            'Of the tickets that it completed ({:,}) it shipped {} to users itself.',
            completed_count, coalesce(format('{:.0f} %', 100 * self_ship_share), 'nobody knows how many')
        ) as sentence
    from distance
    where completed_count > 0
)
select sentence, grade, doubts, team_name, period, place from line
union all
select 'No team is of kind ml (organization file: teams: kind).', null, null, '', '', 0
where not exists (select * from line)
order by team_name, period desc, place
