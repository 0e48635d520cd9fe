-- What to weigh before a team is called independent; the first holds of every team.
with four_week as (
    select
        team_id,
        any_value(team_name) as team_name,
        sum(pull_request_merged_count)::bigint as merged_count,
        sum(unknown_merge_count)::bigint as unknown_count,
        bool_or(is_4_weeks_p50_shown) filter (where week_starts_on = newest_on) as is_median_shown
    from (select *, max(week_starts_on) over () as newest_on from independence_week where is_complete_week)
    where week_starts_on > newest_on - 28
    group by team_id
),
merged_pull as (
    select
        count(*) as pull_request_count,
        count(*) filter (where not coalesce(pull_request.is_deployment_observed, false)) as unobserved_count,
        count(*) filter (where pull_request.ticket_count = 0) as ticketless_count
    from pull_request
    cross join (select max(week_starts_on) as newest_on from independence_week where is_complete_week)
        as newest
    inner join week
        on pull_request.merged_at >= week.starts_at and pull_request.merged_at < week.ends_at
        and week.week_starts_on <= newest.newest_on and week.week_starts_on > newest.newest_on - 28
)
select
    0 as place,
    'Whom a team asks outside of pull requests is in no event: independent is who had no other team''s '
    || 'approval or merge.'
        as doubt
union all
select
    1, format(
        '{}: of {} of {} merged pull requests it is not known whether another team was needed.',
        team_name, unknown_count, merged_count
    )
from four_week
where unknown_count >= 0.1 * merged_count and unknown_count > 0
union all
select
    2,
    format(
        'Fewer than 10 deployed pull requests in four weeks, so no lead time: {}.',
        string_agg(team_name, ', ' order by team_name)
    )
from four_week
where not is_median_shown
having count(*) > 0
union all
select
    3,
    format(
        'Merged pull requests whose repositories tell of no deployment since: {} of {}.',
        unobserved_count, pull_request_count
    )
from merged_pull
where unobserved_count > 0
union all
select
    4,
    format(
        'Merged pull requests that name no ticket, and ship no completion: {} of {}.',
        ticketless_count, pull_request_count
    )
from merged_pull
where ticketless_count >= 0.1 * pull_request_count and ticketless_count > 0
order by place, doubt
