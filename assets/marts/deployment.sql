-- Commits that were brought somewhere: where, when, what became of it, and how many pull requests reached production
-- with it for the first time.
-- One row per deployment.
-- key: source, deployment_id
-- column source: configured name of the GitHub host
-- column deployment_id: the vendor's immutable id
-- column repository_id: the vendor's immutable id of the repository
-- column repository_name: such as northwind/app, as it is called now
-- column environment: such as production or staging
-- column is_production: whether the organization file calls that environment production (deployments: production_environments)
-- column state: what became of it, in the source's word, as it is now: success, active, inactive, failure, …
-- column is_successful: whether it succeeded: success, active, or replaced since (inactive, destroyed)
-- column commit: the commit that was deployed
-- column branch: what the deployment was asked for by, as far as the source tells
-- column deployed_at: when it was asked for, UTC
-- column deployed_at_local: the same by the clocks of the organization's time zone
-- column team_id: who owns the repository by the organization file at that moment, else the team of whoever deployed; null where neither is known
-- column team_name: what that is called
-- column pull_request_count: merged pull requests that reached production with it; 0 where they had before, null where it is not a successful one to production
-- column grade: how far the row may be trusted: A (nothing speaks against it), B, C or D (half of it or more is doubtful); null where it rests on nothing
-- column doubts: the findings that touch it, by their kind in data_quality, sorted; empty where there are none
with first_delivery as (
    select source, deployment_id, count(*)::bigint as pull_request_count
    from flow.pull_request_delivery
    where deployment_id is not null
    group by source, deployment_id
)
select
    deployment.source,
    deployment.deployment_id,
    deployment.repository_id,
    repository.name as repository_name,
    deployment.environment,
    flow.is_production(deployment.environment, o.production_environments) as is_production,
    deployment.state,
    deployment.state in ('success', 'active', 'inactive', 'destroyed') as is_successful,
    deployment.commit,
    deployment.branch,
    deployment.happened_at as deployed_at,
    core.local_time(deployment.happened_at) as deployed_at_local,
    coalesce(claim.team_id, member.team_id) as team_id,
    marts.team_name(coalesce(claim.team_id, member.team_id)) as team_name,
    case when deployed.deployment_id is not null then coalesce(first_delivery.pull_request_count, 0) end
        as pull_request_count,
    trust.grade,
    trust.doubts
from core.deployment as deployment
cross join core.organization as o
left join core.repository as repository
    on repository.source = deployment.source and repository.repository_id = deployment.repository_id
left join core.named_thing as named
    on named.source = deployment.source and named.kind = 'project'
    and named.thing_id = deployment.repository_id
left join core.team_claim as claim
    on claim.kind = 'project' and claim.value = coalesce(named.file_name, lower(repository.name))
    and deployment.happened_at >= claim.from_at and deployment.happened_at < claim.to_at
left join core.account_team as member
    on member.source = deployment.source and member.account_id = deployment.account_id
    and member.kind = 'human'
    and deployment.happened_at >= member.from_at and deployment.happened_at < member.to_at
left join flow.deployed_commit as deployed
    on deployed.source = deployment.source and deployed.deployment_id = deployment.deployment_id
left join first_delivery
    on first_delivery.source = deployment.source and first_delivery.deployment_id = deployment.deployment_id
left join flow.team_trust as trust
    on trust.population = 'merge' and trust.period = 'all'
    and trust.team_id = coalesce(claim.team_id, member.team_id, '*')
order by deployment.happened_at, deployment.source, deployment.deployment_id
