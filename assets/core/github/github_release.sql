-- Releases on GitHub that were published; drafts are none yet.
-- One row per release.
-- view: core.release
select
    source,
    id as release_id,
    payload ->> 'repositoryId' as repository_id,
    payload ->> 'tagName' as tag,
    payload ->> '$.tagCommit.oid' as commit,
    (payload ->> 'isPrerelease')::boolean as is_prerelease,
    payload ->> '$.author.databaseId' as account_id,
    (payload ->> 'publishedAt')::timestamptz::timestamp as happened_at
from raw.github_release
where not (payload ->> 'isDraft')::boolean
