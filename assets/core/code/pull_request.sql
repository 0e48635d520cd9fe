-- Pull requests as they are now. A pull request is its database id; number and repository name are attributes.
-- Its comments are those of its timeline and those within its reviews, which are no events of their own.
-- One row per pull request.
-- key: source, pull_request_id
select
    pull.source,
    pull.id as pull_request_id,
    pull.scope as repository_id,
    repository.name || '#' || (payload ->> 'number') as key,
    payload ->> 'url' as url,
    payload ->> '$.author.databaseId' as author,
    lower(payload ->> 'state') as state,
    (payload ->> 'isDraft')::boolean as is_draft,
    (payload ->> 'createdAt')::timestamptz::timestamp as created_at,
    (payload ->> 'updatedAt')::timestamptz::timestamp as updated_at,
    (payload ->> 'mergedAt')::timestamptz::timestamp as merged_at,
    (payload ->> 'closedAt')::timestamptz::timestamp as closed_at,
    payload ->> '$.mergedBy.databaseId' as merged_by,
    (payload ->> 'additions')::bigint as additions,
    (payload ->> 'deletions')::bigint as deletions,
    (payload ->> 'changedFiles')::bigint as changed_file_count,
    (payload ->> 'totalCommentsCount')::bigint as comment_count,
    payload ->> 'baseRefName' as base,
    payload ->> 'headRefName' as head,
    payload ->> '$.mergeCommit.oid' as merge_commit,
    from_json(payload -> '$.labels.nodes[*].name', '["VARCHAR"]') as labels,
    from_json(payload -> '$.assignees.nodes[*].databaseId', '["VARCHAR"]') as assignees,
    from_json(payload -> '$.closingIssuesReferences.nodes[*].fullDatabaseId', '["VARCHAR"]') as closed_ticket_ids,
    from_json(payload -> 'revertedNumbers', '["BIGINT"]') as reverted_numbers,
    pull.first_seen_at,
    pull.gone_at,
    from_json(payload -> 'ticketKeys', '[{"key": "VARCHAR", "in": "VARCHAR"}]') as ticket_keys
from raw.github_pull_request as pull
left join core.repository as repository
    on repository.source = pull.source and repository.repository_id = pull.scope
