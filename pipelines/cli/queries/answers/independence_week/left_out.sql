-- Deployments of the same four weeks that count for none.
with four_week as (
    select max(week_starts_on) as newest_on
    from independence_week
    where is_complete_week
)
select
    case
        when not deployment.is_production
            then 'to ' || deployment.environment || ', which is no production (organization file: '
                || 'deployments)'
        when not deployment.is_successful then 'to production, without success'
        when deployment.pull_request_count = 0 then 'to production, with no pull request that was not '
            || 'there before: counts for no single team'
    end as reason,
    count(*) as deployments
from deployment
cross join four_week
inner join week
    on deployment.deployed_at >= week.starts_at and deployment.deployed_at < week.ends_at
    and week.week_starts_on <= four_week.newest_on and week.week_starts_on > four_week.newest_on - 28
group by reason
having reason is not null
order by deployments desc, reason
