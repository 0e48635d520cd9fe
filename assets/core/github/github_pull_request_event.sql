-- What happened on GitHub's pull requests, in the words and columns of core.pull_request_event: their timelines.
-- One row per event.
-- A node is read once, with all that is asked of it: each question would read it anew, and keep memory of its own.
-- view: core.pull_request_event
with timeline as (
    select
        source,
        id as pull_request_id,
        from_json(
            payload -> '$.timelineItems.nodes',
            '[{
                "id": "VARCHAR", "__typename": "VARCHAR", "state": "VARCHAR",
                "createdAt": "VARCHAR", "submittedAt": "VARCHAR",
                "actor": {"databaseId": "VARCHAR"}, "author": {"databaseId": "VARCHAR"},
                "prCommit": {
                    "oid": "VARCHAR", "committedDate": "VARCHAR", "authoredDate": "VARCHAR",
                    "author": {"user": {"databaseId": "VARCHAR"}}, "authorId": "VARCHAR",
                    "coAuthors": [{"databaseId": "VARCHAR", "addressDigest": "VARCHAR"}]
                },
                "requestedReviewer": {
                    "__typename": "VARCHAR", "combinedSlug": "VARCHAR", "databaseId": "VARCHAR"
                },
                "label": {"name": "VARCHAR"}, "milestoneTitle": "VARCHAR", "currentRefName": "VARCHAR",
                "mentions": ["VARCHAR"],
                "deployment": {"environment": "VARCHAR"}, "assignee": {"databaseId": "VARCHAR"}
            }]'
        ) as nodes
    from raw.github_pull_request
),
node as (
    select source, pull_request_id, unnest(nodes) as n, generate_subscripts(nodes, 1) as event_number
    from timeline
),
review_request_now as (
    select
        source,
        pull_request_id,
        (r ->> '$.requestedReviewer.__typename') = 'Team' as is_team,
        r ->> '$.requestedReviewer.databaseId' as reviewer,
        try_cast(r ->> 'asCodeOwner' as boolean) as is_code_owner
    from (
        select
            source,
            id as pull_request_id,
            unnest(from_json(payload -> '$.reviewRequests.nodes', '["JSON"]')) as r
        from raw.github_pull_request
    )
)
select
    node.source,
    node.pull_request_id,
    coalesce(n.id, n.prCommit.oid) as event_id,
    node.event_number,
    case n.__typename
        when 'PullRequestCommit' then 'commit'
        when 'PullRequestReview' then 'review'
        when 'IssueComment' then 'comment'
        when 'ReviewRequestedEvent' then 'review_requested'
        when 'ReviewRequestRemovedEvent' then 'review_request_removed'
        when 'ReviewDismissedEvent' then 'review_dismissed'
        when 'ReadyForReviewEvent' then 'ready_for_review'
        when 'ConvertToDraftEvent' then 'convert_to_draft'
        when 'ClosedEvent' then 'closed'
        when 'ReopenedEvent' then 'reopened'
        when 'MergedEvent' then 'merged'
        when 'HeadRefForcePushedEvent' then 'force_pushed'
        when 'BaseRefChangedEvent' then 'base_changed'
        when 'LabeledEvent' then 'labeled'
        when 'UnlabeledEvent' then 'unlabeled'
        when 'AssignedEvent' then 'assigned'
        when 'UnassignedEvent' then 'unassigned'
        when 'MilestonedEvent' then 'milestoned'
        when 'DemilestonedEvent' then 'demilestoned'
        when 'AutoMergeEnabledEvent' then 'auto_merge_enabled'
        when 'AutoMergeDisabledEvent' then 'auto_merge_disabled'
        when 'AddedToMergeQueueEvent' then 'queued'
        when 'RemovedFromMergeQueueEvent' then 'unqueued'
        when 'ConnectedEvent' then 'linked'
        when 'DisconnectedEvent' then 'unlinked'
        when 'CrossReferencedEvent' then 'mentioned'
        when 'DeployedEvent' then 'deployed'
    end as kind,
    core.instant(coalesce(n.submittedAt, n.createdAt, n.prCommit.committedDate)) as happened_at,
    core.instant(n.prCommit.authoredDate) as authored_at,
    coalesce(
        n.actor.databaseId, n.author.databaseId, n.prCommit.author.user.databaseId, n.prCommit.authorId
    ) as account_id,
    n.prCommit.coAuthors as co_authors,
    n.mentions,
    case when n.requestedReviewer.__typename = 'Team'
            then lower(n.requestedReviewer.combinedSlug)
    end as reviewer_team,
    case when n.requestedReviewer.__typename = 'Team'
            then n.requestedReviewer.databaseId
    end as reviewer_team_id,
    case when n.requestedReviewer.__typename <> 'Team'
            then n.requestedReviewer.databaseId
    end as reviewer,
    lower(n.state) as state,
    n.prCommit.oid as commit,
    coalesce(
        n.label.name,
        n.milestoneTitle,
        n.currentRefName,
        n.deployment.environment,
        n.assignee.databaseId
    ) as subject,
    review_request_now.is_code_owner
from node
left join review_request_now
    on review_request_now.source = node.source and review_request_now.pull_request_id = node.pull_request_id
    and review_request_now.reviewer = case n.__typename
        when 'ReviewRequestedEvent' then n.requestedReviewer.databaseId
    end
    and review_request_now.is_team = (n.requestedReviewer.__typename = 'Team')
where happened_at is not null
union all by name
select
    gone.source,
    gone.pull_request_id,
    'gone ' || gone.pull_request_id as event_id,
    len(timeline.nodes) + 1 as event_number,
    'closed' as kind,
    gone.closed_at as happened_at
from core.github_gone_pull_request as gone
inner join timeline on timeline.source = gone.source and timeline.pull_request_id = gone.pull_request_id
