-- What the timelines of GitHub's issues tell, in their order (place), each with the id of its change: the issue's with the
-- place, so that ids of one issue are in the order of what happened. An issue that is closed without an event was closed when it
-- says so, after all that is told. An issue that was transferred tells all of it where it is now.
-- One row per issue and event.
-- key: source, ticket_id, place
with issue as (
    select raw_issue.*
    from raw.github_issue as raw_issue
    semi join core.github_issue as ticket
        on ticket.source = raw_issue.source and ticket.issue_id = raw_issue.id
        and ticket.ticket_id = raw_issue.id
),
node as (
    select
        source,
        id as ticket_id,
        unnest(from_json(payload -> '$.timelineItems.nodes', '["JSON"]')) as n,
        generate_subscripts(from_json(payload -> '$.timelineItems.nodes', '["JSON"]'), 1) as place
    from issue
),
event as (
    select
        source,
        ticket_id,
        place,
        ticket_id || lpad(place::varchar, 6, '0') as change_id,
        n ->> '__typename' as kind,
        core.instant(n ->> 'createdAt') as happened_at,
        n ->> '$.actor.databaseId' as account_id,
        n ->> '$.assignee.databaseId' as assignee,
        coalesce(n ->> '$.label.name', n ->> 'milestoneTitle') as name,
        lower(n ->> 'stateReason') as reason
    from node
),
-- An end that no event tells of: the state as it is now, at the time that the issue says it was closed.
unrecorded_close as (
    select
        issue.source,
        issue.id as ticket_id,
        999999 as place,
        issue.id || '999999' as change_id,
        'ClosedEvent' as kind,
        core.instant(issue.payload ->> 'closedAt') as happened_at,
        null as account_id,
        null as assignee,
        null as name,
        lower(issue.payload ->> 'stateReason') as reason
    from issue
    left join event
        on event.source = issue.source and event.ticket_id = issue.id
        and event.kind in ('ClosedEvent', 'ReopenedEvent', 'ConvertedToDiscussionEvent')
    where issue.payload ->> 'state' = 'CLOSED'
    group by all
    having count(*) filter (where event.kind is not null) = 0
        or last(event.kind order by event.place) = 'ReopenedEvent'
)
select * from event
union all
select * from unrecorded_close
