-- Deployments that brought a commit to production: to an environment that the organization file calls production, with
-- success, which a deployment that another one replaced (inactive, destroyed) had too. With the branch of the commit: that which the
-- pull request was merged into whose merge made it, else the one that the deployment was asked for by, else the
-- default one, unless the commit is a pull request's own. It is null where the source does not tell. commit_at is the latest
-- instant at which the commit was there: its merge, or the first deployment of it anywhere; what was merged later is not in it.
-- One row per deployment.
-- key: source, deployment_id
with merge as (
    select
        source,
        repository_id,
        merge_commit as commit,
        min(merged_at) as merged_at,
        arg_min(base, merged_at) as branch
    from core.pull_request
    where merged_at is not null and merge_commit is not null
    group by source, repository_id, merge_commit
),
own_commit as (
    select distinct pull.source, pull.repository_id, event.commit
    from core.pull_request_event as event
    inner join core.pull_request as pull
        on pull.source = event.source and pull.pull_request_id = event.pull_request_id
    where event.commit is not null
),
dated_deployment as (
    select
        *,
        min(happened_at) over (partition by source, repository_id, commit) as first_at
    from core.deployment
)
select
    deployment.source,
    deployment.deployment_id,
    deployment.repository_id,
    deployment.commit,
    deployment.happened_at as deployed_at,
    coalesce(
        merge.branch,
        deployment.branch,
        case when own_commit.commit is null then repository.default_branch end
    ) as branch,
    coalesce(merge.merged_at, deployment.first_at) as commit_at
from dated_deployment as deployment
cross join core.organization as o
left join merge
    on merge.source = deployment.source and merge.repository_id = deployment.repository_id
    and merge.commit = deployment.commit
left join own_commit
    on own_commit.source = deployment.source and own_commit.repository_id = deployment.repository_id
    and own_commit.commit = deployment.commit
left join core.repository as repository
    on repository.source = deployment.source and repository.repository_id = deployment.repository_id
where deployment.state in ('success', 'active', 'inactive', 'destroyed')
    and flow.is_production(deployment.environment, o.production_environments)
