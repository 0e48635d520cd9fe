-- The newest week that is over, of all teams, in words.
with newest as (
    select *
    from independence_week
    where team_id = '*' and is_complete_week
    order by week_starts_on desc
    limit 1
)
select
    format('Pull requests merged in {} (from {}): {:,}', iso_week, week_starts_on, pull_request_merged_count)
    || coalesce(
        format(
            ', {:,} of them without another team ({:.0f} %)',
            independent_merge_count, 100 * independent_merge_share
        ), ''
    )
    || if(unknown_merge_count > 0, format('; of {:,} that is not known', unknown_merge_count), '')
    || '.' as sentence,
    grade,
    doubts
from newest
union all
select
    format(
        'Pull requests that reached production: {:,}; deployments there: {:,}, of which {:,} brought '
        || 'one team''s work '
        || 'alone, without another team.',
        pull_request_deployed_count, deployment_count, own_deployment_count
    ),
    grade,
    doubts
from newest
union all
select
    case
        when is_4_weeks_p50_shown
            then format(
                    'From the first commit to production half of what was merged in four weeks took '
                    || '{:,.1f} hours at most.',
                    lead_4_weeks_hours_p50
                )
        else 'How long it takes from the first commit to production cannot be told: fewer than 10 were '
            || 'deployed in four weeks.'
    end,
    grade,
    doubts
from newest
union all
select
    format(
        'Tickets completed: {:,}, {:,} of them shipped by the team itself{}.',
        completed_count, self_ship_count, coalesce(format(' ({:.0f} %)', 100 * self_ship_share), '')
    ),
    grade,
    doubts
from newest
union all
select 'No week is over yet.', null, null
where not exists (select * from newest)
