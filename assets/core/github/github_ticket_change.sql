-- What changed on GitHub's issues, in the columns and words of core.ticket_change: status, resolution, assignee, label,
-- milestone, project and key (a transfer). A change's id is the issue's with the place in its timeline, so that ids of one issue
-- are in the order of what happened; what boards tell comes after that of its instant. An issue that became a discussion
-- was closed by that. A transfer takes away the labels that the new repository does not have, without a word. A closed issue's status is closed. An open one's is the status that it was given last on a project
-- board while it was open, and open where it has none: so one that is reopened stands again where it stood.
-- One row per timeline item and field.
-- key: source, change_id, item_number
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
),
timeline_event as (
    select * from event
    union all
    select * from unrecorded_close
),
ending as (
    select
        *,
        kind <> 'ReopenedEvent' as is_closed,
        case kind
            when 'ReopenedEvent' then null
            when 'ConvertedToDiscussionEvent' then 'converted to discussion'
            else coalesce(reason, 'completed')
        end as resolution
    from timeline_event
    where kind in ('ClosedEvent', 'ReopenedEvent', 'ConvertedToDiscussionEvent')
),
resolution_step as (
    select *, lag(resolution) over (partition by source, ticket_id order by place) as resolution_before
    from ending
),
-- After each telling of a board: every board's newest so far, and of the statuses in them the newest.
board_state as (
    select
        this.source, this.ticket_id, this.told_number,
        arg_max([that.status], that.told_number)[1] as status,
        max(that.told_number) as since
    from core.github_board_status as this
    inner join core.github_board_status as that
        on that.source = this.source
        and that.ticket_id = this.ticket_id
        and that.told_number <= this.told_number
    group by this.source, this.ticket_id, this.told_number, that.board_id
),
board_status as (
    select source, ticket_id, told_number, arg_max(status, since) filter (where status is not null) as status
    from board_state
    group by source, ticket_id, told_number
),
status_event as (
    select source, ticket_id, place, change_id, happened_at, account_id, is_closed, null as shown
    from ending
    union all
    select
        report.source,
        report.ticket_id,
        500000 + report.told_number,
        report.ticket_id || (500000 + report.told_number),
        report.happened_at, report.account_id, null, coalesce(board_status.status, 'open')
    from core.github_board_status as report
    inner join board_status
        on board_status.source = report.source and board_status.ticket_id = report.ticket_id
        and board_status.told_number = report.told_number
    semi join issue on issue.source = report.source and issue.id = report.ticket_id
),
phase as (
    select * replace (coalesce(last_value(is_closed ignore nulls) over so_far, false) as is_closed)
    from status_event
    window so_far as (partition by source, ticket_id order by happened_at, place)
),
status_state as (
    select
        *,
        case
            when is_closed then 'closed'
            else coalesce(last_value(case when not is_closed then shown end ignore nulls) over so_far, 'open')
        end as status
    from phase
    window so_far as (partition by source, ticket_id order by happened_at, place)
),
status_step as (
    select
        *,
        coalesce(lag(status) over (partition by source, ticket_id order by happened_at, place), 'open')
            as status_before
    from status_state
),
assignment as (
    select *, kind = 'AssignedEvent' as is_assigned
    from timeline_event
    where kind in ('AssignedEvent', 'UnassignedEvent') and assignee is not null
),
-- After each event: everybody's newest event so far, and of those who are assigned by it the newest.
assignee_state as (
    select
        this.source, this.ticket_id, this.place,
        arg_max(that.is_assigned, that.place) as is_assigned,
        max(that.place) as since,
        that.assignee
    from assignment as this
    inner join assignment as that
        on that.source = this.source and that.ticket_id = this.ticket_id and that.place <= this.place
    group by this.source, this.ticket_id, this.place, that.assignee
),
holder as (
    select source, ticket_id, place, arg_max(assignee, since) filter (where is_assigned) as assignee
    from assignee_state
    group by source, ticket_id, place
),
assignee_step as (
    select
        assignment.source,
        assignment.ticket_id,
        assignment.change_id,
        assignment.happened_at,
        assignment.account_id,
        lag(holder.assignee)
            over (partition by holder.source, holder.ticket_id order by holder.place)
            as before,
        holder.assignee as after
    from holder
    inner join assignment
        on assignment.source = holder.source and assignment.ticket_id = holder.ticket_id
        and assignment.place = holder.place
),
-- A page of labels has twenty: of a full one, nobody can say what is not on it.
shown_label as (
    select source, id as ticket_id, from_json(payload -> '$.labels.nodes[*].name', '["VARCHAR"]') as names
    from issue
),
lost_label as (
    select
        last_label.source, last_label.ticket_id, last_label.name,
        min_by(transfer, transfer.place) as transfer
    from (
        select source, ticket_id, name, max(place) as place, max_by(kind, place) as kind
        from timeline_event
        where kind in ('LabeledEvent', 'UnlabeledEvent')
        group by source, ticket_id, name
    ) as last_label
    inner join timeline_event as transfer
        on transfer.source = last_label.source and transfer.ticket_id = last_label.ticket_id
        and transfer.kind = 'TransferredEvent' and transfer.place > last_label.place
    inner join shown_label
        on shown_label.source = last_label.source and shown_label.ticket_id = last_label.ticket_id
        and len(shown_label.names) < 20
        and not list_contains(
            list_transform(shown_label.names, lambda name: lower(name)), lower(last_label.name)
        )
    where last_label.kind = 'LabeledEvent'
    group by last_label.source, last_label.ticket_id, last_label.name
),
move as (
    select
        *,
        ticket_id || lpad(place::varchar, 6, '0') as change_id,
        lead(repository_id) over stops as to_repository_id,
        lead(repository_name) over stops as to_repository_name,
        lead(key) over stops as to_key
    from core.github_ticket_stop
    window stops as (partition by source, ticket_id order by stop_number)
),
change as (
    select
        source, change_id, 1 as item_number, ticket_id, happened_at, account_id, 'status' as field,
        status_before as from_id, status_before as from_text, status as to_id, status as to_text
    from status_step
    where status_before <> status
    union all
    select
        source, change_id, 2, ticket_id, happened_at, account_id, 'resolution',
        resolution_before, resolution_before, resolution, resolution
    from resolution_step
    where resolution_before is distinct from resolution
    union all
    select source, change_id, 1, ticket_id, happened_at, account_id, 'assignee', before, before, after, after
    from assignee_step
    where before is distinct from after
    union all
    select
        source, change_id, 1, ticket_id, happened_at, account_id,
        case when kind like '%abeledEvent' then 'label' else 'milestone' end,
        case when kind in ('UnlabeledEvent', 'DemilestonedEvent') then name end,
        case when kind in ('UnlabeledEvent', 'DemilestonedEvent') then name end,
        case when kind in ('LabeledEvent', 'MilestonedEvent') then name end,
        case when kind in ('LabeledEvent', 'MilestonedEvent') then name end
    from timeline_event
    where kind in ('LabeledEvent', 'UnlabeledEvent', 'MilestonedEvent', 'DemilestonedEvent')
    union all
    select
        source, transfer.change_id, 3, ticket_id, transfer.happened_at, transfer.account_id, 'label',
        name, name, null, null
    from lost_label
    union all
    select
        source, change_id, 1, ticket_id, happened_at, account_id, 'project',
        repository_id, repository_name, to_repository_id, to_repository_name
    from move
    where place is not null
    union all
    select source, change_id, 2, ticket_id, happened_at, account_id, 'key', null, key, null, to_key
    from move
    where place is not null
)
select
    * replace (
        row_number() over (partition by source, change_id order by item_number, from_id) as item_number
    )
from change
where happened_at is not null
