-- Changes of teams of kind ml, which are the pull requests that were merged while their author was in the team, and the first
-- users' report about each that came after the merge. A report is about a change where it and a ticket of the change are linked,
-- in whatever words and whichever way, or where it is such a ticket itself: the pull request names it, or it was told of the
-- pull request. reported_at is when both were there, the report and its links. root_number is the oldest ticket of
-- the change. is_observed is false of one that was merged before the history of every source is complete.
-- One row per such pull request.
-- key: source, pull_request_id
with change as (
    select stage.source, stage.pull_request_id, stage.team_id, stage.merged_at
    from flow.pull_request_stage as stage
    inner join (select team_id from core.team where kind = 'ml') as ml_team
        on ml_team.team_id = stage.team_id
    where stage.merged_at is not null
),
own_ticket as (
    select
        change.source, change.pull_request_id, change.merged_at, ticket.ticket_number,
        link.told_at as linked_at
    from change
    inner join core.link as link
        on link.source = change.source and link.pull_request_id = change.pull_request_id
    inner join core.ticket as ticket
        on ticket.source = link.ticket_source and ticket.ticket_id = link.ticket_id
),
bond as (
    select from_ticket.ticket_number, to_ticket.ticket_number as other_number, link.created_at as linked_at
    from core.ticket_link as link
    inner join core.ticket as from_ticket
        on from_ticket.source = link.source and from_ticket.ticket_id = link.from_ticket_id
    inner join core.ticket as to_ticket
        on to_ticket.source = link.source and to_ticket.ticket_id = link.to_ticket_id
    where not link.is_gone and not lower(link.kind) like 'block%'
    union all
    select ticket_number, blocker_number, linked_at from core.blocker where unlinked_at > core.as_of()
),
near_ticket as (
    select * from own_ticket
    union all by name
    select
        own_ticket.* replace (
            bond.other_number as ticket_number,
            -- The later of the two, or the one that is known.
            greatest(own_ticket.linked_at, bond.linked_at) as linked_at
        )
    from own_ticket
    inner join (
        select * from bond
        union all
        select other_number, ticket_number, linked_at from bond
    ) as bond
        on bond.ticket_number = own_ticket.ticket_number
),
answer as (
    select
        near_ticket.source,
        near_ticket.pull_request_id,
        greatest(report.created_at, near_ticket.linked_at) as reported_at,
        report.ticket_number
    from near_ticket
    inner join flow.user_report as user_report on user_report.ticket_number = near_ticket.ticket_number
    inner join core.ticket as report on report.ticket_number = near_ticket.ticket_number
    where report.created_at > near_ticket.merged_at
)
select
    change.source,
    change.pull_request_id,
    change.team_id,
    change.merged_at,
    root.root_number,
    first_answer.reported_at,
    first_answer.report_number,
    change.merged_at >= (select max(history_from) from core.source) as is_observed
from change
left join (
    select source, pull_request_id, min(ticket_number) as root_number
    from own_ticket
    group by source, pull_request_id
) as root
    on root.source = change.source and root.pull_request_id = change.pull_request_id
left join (
    select
        source,
        pull_request_id,
        min(reported_at) as reported_at,
        arg_min(ticket_number, (reported_at, ticket_number)) as report_number
    from answer
    group by source, pull_request_id
) as first_answer
    on first_answer.source = change.source and first_answer.pull_request_id = change.pull_request_id
