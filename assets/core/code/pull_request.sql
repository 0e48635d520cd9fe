-- Pull requests as they are now. A pull request is its database id; number and repository name are attributes.
-- Its comments are those of its timeline and those within its reviews, which are no events of their own.
-- One row per pull request.
-- key: source, pull_request_id
-- A payload is parsed once for all of its single values: each reading of its own would hold all of it, too.
with pull as (
    select
        source,
        id,
        scope,
        payload,
        first_seen_at,
        gone_at,
        from_json(payload, '{
            "number": "VARCHAR", "url": "VARCHAR", "author": {"databaseId": "VARCHAR"}, "state": "VARCHAR",
            "isDraft": "VARCHAR", "createdAt": "VARCHAR", "updatedAt": "VARCHAR", "mergedAt": "VARCHAR",
            "closedAt": "VARCHAR", "mergedBy": {"databaseId": "VARCHAR"}, "additions": "VARCHAR",
            "deletions": "VARCHAR", "changedFiles": "VARCHAR", "totalCommentsCount": "VARCHAR", "baseRefName": "VARCHAR",
            "headRefName": "VARCHAR", "mergeCommit": {"oid": "VARCHAR"}
        }') as now
    from raw.github_pull_request
)
select
    pull.source,
    pull.id as pull_request_id,
    pull.scope as repository_id,
    repository.name || '#' || now.number as key,
    now.url as url,
    now.author.databaseId as author,
    lower(now.state) as state,
    now.isDraft::boolean as is_draft,
    now.createdAt::timestamptz::timestamp as created_at,
    now.updatedAt::timestamptz::timestamp as updated_at,
    now.mergedAt::timestamptz::timestamp as merged_at,
    now.closedAt::timestamptz::timestamp as closed_at,
    now.mergedBy.databaseId as merged_by,
    now.additions::bigint as additions,
    now.deletions::bigint as deletions,
    now.changedFiles::bigint as changed_file_count,
    now.totalCommentsCount::bigint as comment_count,
    now.baseRefName as base,
    now.headRefName as head,
    now.mergeCommit.oid as merge_commit,
    from_json(payload -> '$.labels.nodes[*].name', '["VARCHAR"]') as labels,
    from_json(payload -> '$.assignees.nodes[*].databaseId', '["VARCHAR"]') as assignees,
    from_json(payload -> '$.closingIssuesReferences.nodes[*].fullDatabaseId', '["VARCHAR"]') as closed_ticket_ids,
    from_json(payload -> 'revertedNumbers', '["BIGINT"]') as reverted_numbers,
    pull.first_seen_at,
    pull.gone_at,
    from_json(payload -> 'ticketKeys', '[{"key": "VARCHAR", "in": "VARCHAR"}]') as ticket_keys
from pull
left join core.repository as repository
    on repository.source = pull.source and repository.repository_id = pull.scope
