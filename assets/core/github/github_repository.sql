-- GitHub's repositories.
-- One row per repository.
-- view: core.repository
select
    source,
    id as repository_id,
    payload ->> 'nameWithOwner' as name,
    payload ->> 'url' as url,
    try_cast(payload ->> 'isArchived' as boolean) as is_archived,
    payload ->> 'defaultBranch' as default_branch,
    gone_at
from raw.github_repository
