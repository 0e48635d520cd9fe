-- Pull requests that GitHub's issues were told of, and when, by their timelines.
-- One row per pull request and telling.
-- view: core.link
select
    source, n ->> '$.source.pullRequestId' as pull_request_id, ticket_id,
    core.instant(n ->> 'createdAt') as happened_at
from (
    select source, id as ticket_id, unnest(from_json(payload -> '$.timelineItems.nodes', '["JSON"]')) as n
    from raw.github_issue as issue
    semi join core.github_issue as ticket on ticket.source = issue.source and ticket.ticket_id = issue.id
)
where n ->> '$.source.pullRequestId' is not null
