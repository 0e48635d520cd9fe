-- Pull requests merged in the four weeks up to the newest that is over: what is known of each, and what
-- is not.
with four_week as (
    select max(week_starts_on) as newest_on
    from independence_week
    where is_complete_week
)
select
    case
        when pull_request.deployed_at is not null then 'reached production'
        when pull_request.is_deployment_observed then 'not in production yet: counts as waiting'
        else 'left out of lead times: its repository tells of no deployment since'
    end as what_became_of_it,
    count(*) as pull_requests,
    count(*) filter (where pull_request.team_id is null) as author_without_team,
    count(*) filter (where pull_request.is_cross_team_review) as asked_another_team,
    count(*) filter (where pull_request.is_unreviewed) as looked_at_by_nobody_else,
    count(*) filter (where pull_request.ticket_count = 0) as without_ticket
from pull_request
cross join four_week
inner join week
    on pull_request.merged_at >= week.starts_at and pull_request.merged_at < week.ends_at
    and week.week_starts_on <= four_week.newest_on and week.week_starts_on > four_week.newest_on - 28
group by what_became_of_it
order by pull_requests desc
