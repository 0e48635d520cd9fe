-- Who brings work to production alone?
-- Merged pull requests that no other team had to approve, and deployments of a team's own.
select
    team_name as team,
    sum(pull_request_merged_count)::int as merged,
    round(
        sum(independent_merge_count) / nullif(sum(pull_request_merged_count - unknown_merge_count), 0), 2
    ) as independent,
    sum(deployment_count)::int as deployments,
    sum(own_deployment_count)::int as own
from independence_week
where team_id <> '*'
group by team_name
having merged > 0
order by independent desc, team
