-- When merged pull requests reached production: with the first deployment of the branch that they were merged into whose
-- commit was not there before the merge. What was merged before the first deployment that is told of may have been
-- deployed untold: of it only the deployment of its own merge commit counts, and else it is not known (is_observed is false),
-- as it is where nothing of the branch was ever deployed. A deployment counts from the moment at which it was asked for.
-- One row per merged pull request.
-- key: source, pull_request_id
with carrier as (
    select
        source,
        repository_id,
        branch,
        commit_at,
        arg_min(
            struct_pack(id := deployment_id, at := deployed_at, commit := commit),
            (deployed_at, deployment_id)
        ) over later as deployment
    from flow.deployed_commit
    where branch is not null and deployed_at >= commit_at
    window later as (
        partition by source, repository_id, branch
        order by commit_at desc
        range between unbounded preceding and current row
    )
),
-- Of the same commit one row is enough: all of them say the same.
next_deployment as (
    select source, repository_id, branch, commit_at, any_value(deployment) as deployment
    from carrier
    group by source, repository_id, branch, commit_at
),
first_deployment as (
    select source, repository_id, branch, min(deployed_at) as deployed_at
    from flow.deployed_commit
    where branch is not null
    group by source, repository_id, branch
),
pull as (
    select source, pull_request_id, repository_id, base, merged_at, merge_commit
    from core.pull_request
    where merged_at is not null
),
reached as (
    select
        pull.*,
        next_deployment.deployment,
        coalesce(
            pull.merged_at >= first_deployment.deployed_at or deployment.commit = pull.merge_commit, false
        ) as is_known
    from pull
    left join first_deployment
        on first_deployment.source = pull.source and first_deployment.repository_id = pull.repository_id
        and first_deployment.branch = pull.base
    asof left join next_deployment
        on next_deployment.source = pull.source and next_deployment.repository_id = pull.repository_id
        and next_deployment.branch = pull.base and pull.merged_at <= next_deployment.commit_at
)
select
    reached.source,
    reached.pull_request_id,
    reached.repository_id,
    stage.team_id,
    reached.merged_at,
    case when stage.is_observed then stage.first_commit_at end as first_commit_at,
    reached.is_known as is_observed,
    case when reached.is_known then reached.deployment.id end as deployment_id,
    case when reached.is_known then reached.deployment.at end as deployed_at
from reached
inner join flow.pull_request_stage as stage
    on stage.source = reached.source and stage.pull_request_id = reached.pull_request_id
