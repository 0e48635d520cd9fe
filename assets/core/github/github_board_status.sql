-- What project boards said of GitHub's issues, from when on: by the events that GitHub wrote, and by each look at a board,
-- where a status has the time at which it was set. Null where an issue was put on or taken off a board: it has no status
-- there. The same may be told by an event and by a look; who did it, only by an event. A transferred issue stays on its boards:
-- that the issue which it was is on none any more says nothing. Nor does it of an issue that is gone, since its last look.
-- Within a second, what the issue tells comes in its order, and then what a look says.
-- One row per issue and telling.
-- key: source, ticket_id, told_number
with event as (
    select
        source, id as ticket_id, unnest(from_json(payload -> '$.timelineItems.nodes', '["JSON"]')) as n,
        generate_subscripts(from_json(payload -> '$.timelineItems.nodes', '["JSON"]'), 1) as place
    from raw.github_issue as issue
    semi join core.github_issue as ticket on ticket.source = issue.source and ticket.ticket_id = issue.id
),
look as (
    select
        source,
        last_value(payload ->> 'issueId' ignore nulls) over looks as ticket_id,
        last_value(payload ->> 'boardId' ignore nulls) over looks as board_id,
        payload ->> '$.status.name' as status,
        payload is null as is_off,
        coalesce(core.instant(payload ->> '$.status.updatedAt'), fetched_at) as happened_at,
        -- Something else of an item may have changed.
        (
            (payload ->> 'status') is distinct from lag(payload ->> 'status') over looks
            or (payload is null) <> lag(payload is null, 1, payload is null) over looks
        ) as is_news
    from landing.github_board_item
    window looks as (partition by source, id order by fetched_at, walk, row)
),
status_report as (
    select
        source,
        ticket_id,
        n ->> '$.project.fullDatabaseId' as board_id,
        nullif(n ->> 'status', '') as status,
        core.instant(n ->> 'createdAt') as happened_at,
        n ->> '$.actor.databaseId' as account_id,
        place
    from event
    where n
        ->> '__typename' in (
            'AddedToProjectV2Event', 'RemovedFromProjectV2Event', 'ProjectV2ItemStatusChangedEvent'
        )
    union all
    select look.source, issue.ticket_id, look.board_id, look.status, look.happened_at, null, null
    from look
    inner join core.github_issue as issue on issue.source = look.source and issue.issue_id = look.ticket_id
    left join core.github_gone_issue as gone_issue
        on gone_issue.source = issue.source and gone_issue.issue_id = issue.issue_id
    where look.is_news
        and not (look.is_off and issue.issue_id <> issue.ticket_id)
        and not (
            look.is_off and gone_issue.issue_id is not null and look.happened_at > gone_issue.last_seen_at
        )
)
select
    * exclude (place),
    row_number() over (
        partition by source, ticket_id order by happened_at, place nulls last, board_id, status
    ) as told_number
from status_report
