-- Commits that were brought somewhere, by GitHub's deployments.
-- One row per deployment.
-- view: core.deployment
select
    source,
    id as deployment_id,
    payload ->> 'repositoryId' as repository_id,
    payload ->> 'environment' as environment,
    payload ->> 'commitOid' as commit,
    case when payload ->> '$.ref.prefix' = 'refs/heads/' then payload ->> '$.ref.name' end as branch,
    lower(coalesce(payload ->> '$.latestStatus.state', payload ->> 'state')) as state,
    payload ->> '$.creator.databaseId' as account_id,
    core.instant(payload ->> 'createdAt') as happened_at
from raw.github_deployment
where happened_at is not null
