-- Landed records of GitHub, and events and commits in them, that core leaves out, since no calendar has their date: Git
-- takes whatever date the clock of an author's machine shows. An odd date of authoring alone is unknown, and its commit stays.
-- One row per record, event and commit.
-- view: core.skipped_record
with node as (
    select
        source, scope, 'github_pull_request' as stream, id,
        unnest(from_json(payload -> '$.timelineItems.nodes', '["JSON"]')) as n
    from raw.github_pull_request
    where gone_at is null
    union all
    select
        source, scope, 'github_issue', id,
        unnest(from_json(payload -> '$.timelineItems.nodes', '["JSON"]'))
    from raw.github_issue
    where gone_at is null
),
date_told as (
    select
        source, scope, 'github_pull_request' as stream, id as record_id, payload ->> 'createdAt' as told
    from raw.github_pull_request
    where gone_at is null
    union all
    select source, scope, 'github_issue', id, payload ->> 'createdAt'
    from raw.github_issue
    where gone_at is null
    union all
    select
        source, scope, stream, id || '/' || coalesce(n ->> 'id', n ->> '$.prCommit.oid'),
        coalesce(n ->> 'submittedAt', n ->> 'createdAt', n ->> '$.prCommit.committedDate')
    from node
    union all
    select
        source,
        scope,
        stream,
        id || '/' || coalesce(n ->> 'id', n ->> '$.prCommit.oid'),
        n ->> '$.prCommit.authoredDate'
    from node
    where (n ->> '$.prCommit.authoredDate') is not null
        and core.instant(n ->> '$.prCommit.committedDate') is not null
)
select source, scope, stream, record_id, coalesce(told, 'nothing') as told
from date_told
where core.instant(told) is null
