-- The teams that are about to break their promise, or have, of what came to them in the newest four weeks.
with newest as (
    select
        *,
        if(target = 'touch', 'touched', 'started') as served,
        met_count + waiting_count as at_most_count
    from service_level_forecast
    where is_newest and item_count >= 10 and (is_warned or is_lost)
)
select
    team_id,
    target,
    format(
        '{} {} its promise to have {:g} % {} within {:g} of its working hours. '
        || 'Of {} items that came since {} it did so with {}, not with {}, and {} still wait: {}. '
        || 'Which they are: `baton sql --question who_waits_here --param team={}`.',
        team_name,
        if(is_lost, 'has broken', 'is about to break'),
        100 * promised_share, served, promised_business_hours,
        item_count, strftime(period_starts_on, '%Y-%m-%d'),
        met_count, missed_count, waiting_count,
        if(
            is_lost,
            format('at most it will be {:.1f} %', 100 * at_most_count / item_count),
            format(
                'if it goes as in the 13 weeks to here, it will be {:.1f} %', 100 * expected_share
            )
        ),
        team_id
    ) as sentence
from newest
order by team_id, target
