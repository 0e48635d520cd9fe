-- GitHub's pull requests in the columns of core.latest_pull_request. A pull request is its database id; number and repository
-- name are attributes. Its comments are those of its timeline and those within its reviews, which are no events of
-- their own. Issues that it closes are named by the ids that they have now. One reading of the payload serves all columns: DuckDB keeps what it parses for each reading.
-- One row per pull request.
-- view: core.latest_pull_request
with pull as (
    select
        source, id, scope, first_seen_at, gone_at,
        from_json(payload, '{
            "number": "VARCHAR", "url": "VARCHAR", "author": {"databaseId": "VARCHAR"}, "state": "VARCHAR",
            "isDraft": "BOOLEAN", "createdAt": "VARCHAR", "updatedAt": "VARCHAR", "mergedAt": "VARCHAR",
            "closedAt": "VARCHAR", "mergedBy": {"databaseId": "VARCHAR"}, "additions": "BIGINT", "deletions": "BIGINT",
            "changedFiles": "BIGINT", "totalCommentsCount": "BIGINT", "baseRefName": "VARCHAR",
            "headRefName": "VARCHAR", "mergeCommit": {"oid": "VARCHAR"}, "labels": {"nodes": [{"name": "VARCHAR"}]},
            "assignees": {"nodes": [{"databaseId": "VARCHAR"}]},
            "closingIssuesReferences": {"nodes": [{"fullDatabaseId": "VARCHAR"}]},
            "revertedNumbers": ["BIGINT"], "ticketKeys": [{"key": "VARCHAR", "in": "VARCHAR", "at": "VARCHAR"}]
        }') as p
    from raw.github_pull_request
),
transferred_issue as (
    select source, map(list(issue_id order by issue_id), list(ticket_id order by issue_id)) as ticket_ids
    from core.github_issue
    where issue_id <> ticket_id
    group by source
)
select
    pull.source,
    pull.id as pull_request_id,
    pull.scope as repository_id,
    repository.name || '#' || p.number as key,
    p.url,
    p.author.databaseId as author,
    case when gone_pull_request.closed_at is null then lower(p.state) else 'closed' end as state,
    p.isDraft as is_draft,
    core.instant(p.createdAt) as created_at,
    core.instant(p.updatedAt) as updated_at,
    core.instant(p.mergedAt) as merged_at,
    coalesce(core.instant(p.closedAt), gone_pull_request.closed_at) as closed_at,
    p.mergedBy.databaseId as merged_by,
    p.additions,
    p.deletions,
    p.changedFiles as changed_file_count,
    p.totalCommentsCount as comment_count,
    p.baseRefName as base,
    p.headRefName as head,
    p.mergeCommit.oid as merge_commit,
    coalesce(list_transform(p.labels.nodes, lambda x: x.name), []) as labels,
    coalesce(list_transform(p.assignees.nodes, lambda x: x.databaseId), []) as assignees,
    coalesce(list_transform(
        p.closingIssuesReferences.nodes,
        lambda x: coalesce(map_extract(transferred_issue.ticket_ids, x.fullDatabaseId)[1], x.fullDatabaseId)
    ), []) as closed_ticket_ids,
    p.revertedNumbers as reverted_numbers,
    pull.first_seen_at,
    pull.gone_at,
    p.ticketKeys as ticket_keys
from pull
left join core.github_gone_pull_request as gone_pull_request
    on gone_pull_request.source = pull.source and gone_pull_request.pull_request_id = pull.id
left join transferred_issue on transferred_issue.source = pull.source
left join core.repository as repository
    on repository.source = pull.source and repository.repository_id = pull.scope
where created_at is not null
