-- When a comment was made on a GitHub issue, and by whom; its text is never read.
-- One row per comment.
-- key: source, comment_id
with node as (
    select source, id as ticket_id, unnest(from_json(payload -> '$.timelineItems.nodes', '["JSON"]')) as n
    from raw.github_issue as issue
    semi join core.github_issue as ticket on ticket.source = issue.source and ticket.ticket_id = issue.id
)
select
    source,
    n ->> 'fullDatabaseId' as comment_id,
    ticket_id,
    n ->> '$.author.databaseId' as account_id,
    core.instant(n ->> 'createdAt') as happened_at,
    null::boolean as is_public
from node
where n ->> '__typename' = 'IssueComment' and happened_at is not null
