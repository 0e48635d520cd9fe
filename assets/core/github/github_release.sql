-- Releases on GitHub that were published; drafts are none yet.
-- One row per release.
-- view: core.release
select
    source,
    id as release_id,
    payload ->> 'repositoryId' as repository_id,
    payload ->> 'tagName' as tag,
    payload ->> '$.tagCommit.oid' as commit,
    try_cast(payload ->> 'isPrerelease' as boolean) as is_prerelease,
    payload ->> '$.author.databaseId' as account_id,
    core.instant(payload ->> 'publishedAt') as happened_at
from raw.github_release
where not try_cast(payload ->> 'isDraft' as boolean) and happened_at is not null
