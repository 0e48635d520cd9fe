-- What to weigh before a team is called a platform, or none; the first holds of every team.
with team_service as (
    select * from platform_service where period = 'all'
)
select
    0 as place,
    'Nothing here decides: who is a shared platform is for people to say, in the organization file '
    || '(platform_shared).'
        as doubt
union all
select 1, format('{}: requests to it: {}; it takes 20 to say what it looks like.', team_name, inbound_count)
from team_service
where demand_pattern = 'too few requests'
union all
select
    2,
    format(
        '{}: {} asks for {:.0f} % of it: a service for one team rather than a platform.',
        team_name, largest_requester_team_name, 100 * largest_requester_share
    )
from team_service
where largest_requester_share > 0.5 and (is_platform or is_candidate)
union all
select
    3,
    format(
        '{}: {} of {} requests were completed by it: what it did otherwise is not seen.',
        team_name, done_count, request_count
    )
from team_service
where (is_platform or is_candidate) and request_count > 0 and done_count < 0.9 * request_count
union all
select
    4, format(
        '{}: it promises nothing (organization file: service_level), so nothing says what is '
        || 'soon enough.', team_name
    )
from team_service
where (is_platform or is_candidate) and promised_business_hours is null
union all
select
    5, format(
        '{}: it keeps what it promises in {:.0f} % of requests, and promises {:.0f} %.',
        team_name, 100 * attainment_share, 100 * promised_share
    )
from team_service
where is_attainment_shown and attainment_share < promised_share
union all
select
    6, format(
        '{}: by itself a quarter looks '
        || 'otherwise: {}.', team_name, string_agg(pattern, ', ' order by pattern)
    )
from (
    select
        every.team_name, format('{} ({} of {})', part.demand_pattern, count(*), part.quarter_count)
            as pattern
    from team_service as every
    inner join (
        select *, count(*) over (partition by team_id) as quarter_count
        from platform_service
        where period = 'quarter' and is_complete_period
    ) as part
        on part.team_id = every.team_id and part.demand_pattern <> every.demand_pattern
    where every.is_platform or every.is_candidate
    group by every.team_name, part.demand_pattern, part.quarter_count
)
group by team_name
order by place, doubt
