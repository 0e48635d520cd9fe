-- Pull requests merged in the same four weeks that took longest to production, of those that asked
-- another team and of the others.
with four_week as (
    select max(week_starts_on) as newest_on
    from independence_week
    where is_complete_week
)
select
    pull_request.pull_request_key as key,
    pull_request.team_name as team,
    coalesce(pull_request.is_cross_team_review, false) as asked_another_team,
    pull_request.total_hours as to_merge_hours,
    pull_request.review_hours as of_these_review_hours,
    coalesce(
        pull_request.merge_to_production_hours, epoch(publish_info.as_of - pull_request.merged_at) / 3600
    ) as to_production_hours,
    if(pull_request.deployed_at is null, 'not there yet', '') as state
from pull_request
cross join four_week
cross join publish_info
inner join week
    on pull_request.merged_at >= week.starts_at and pull_request.merged_at < week.ends_at
    and week.week_starts_on <= four_week.newest_on and week.week_starts_on > four_week.newest_on - 28
where pull_request.deployed_at is not null or pull_request.is_deployment_observed
qualify row_number() over (
        partition by asked_another_team
        order by pull_request.total_hours + to_production_hours desc nulls last, pull_request.pull_request_key
    ) <= 5
order by asked_another_team desc, pull_request.total_hours + to_production_hours desc nulls last, key
