-- What people did on a ticket, and on the pull requests that belong to it, each with the team they were in at that moment (null
-- where the organization file gives them none); and what agents did for them (by_agent), as their team's: without a principal who
-- was in a team an agent's act is nobody's, as a bot's, and not here. is_touch marks what picks up a waiting ticket: of an agent
-- no review, and a comment only where it was asked.
-- is_start what is work. Being assigned, or editing anything but the status, is neither; a work status set in a bulk
-- edit (one author, one minute, the organization file's number of tickets or more) is neither.
-- One row per ticket and event.
-- key: ticket_number, source, event_id
with work_entry as (
    select distinct change.source, change.change_id
    from core.ticket_change as change
    inner join core.status as status
        on status.source = change.source and status.status_id = change.to_id and status.is_work
    where change.field = 'status' and change.to_id is distinct from change.from_id
),
busy_minute as (
    select source, account_id, date_trunc('minute', from_at) as minute
    from core.ticket_state
    where change_id is not null and account_id is not null
    group by all
    having count(*) >= (select bulk_edit_ticket_count from core.organization)
),
bulk_edit as (
    select busy_minute.*
    from busy_minute
    inner join core.ticket_state as state
        on state.source = busy_minute.source
        and state.account_id = busy_minute.account_id
        and state.change_id is not null
        and date_trunc('minute', state.from_at) = busy_minute.minute
    group by all
    having count(distinct state.ticket_number) >= (select bulk_edit_ticket_count from core.organization)
),
history as (
    select
        state.ticket_number, state.source, state.change_id, state.from_at as happened_at, state.account_id,
        work_entry.change_id is not null as enters_work,
        bulk_edit.minute is not null as is_bulk
    from core.ticket_state as state
    left join work_entry on work_entry.source = state.source and work_entry.change_id = state.change_id
    left join bulk_edit
        on bulk_edit.source = state.source and bulk_edit.account_id = state.account_id
        and bulk_edit.minute = date_trunc('minute', state.from_at)
    where state.change_id is not null
),
event as (
    select
        ticket_number, source, 'ticket' as item_kind, change_id as event_id, happened_at, account_id,
        case when enters_work then 'work_status' else 'edit' end as kind,
        enters_work and not is_bulk as is_touch,
        enters_work and not is_bulk as is_start,
        is_bulk
    from history
    union all
    select
        ticket.ticket_number,
        comment.source, 'ticket',
        'comment ' || comment.comment_id,
        comment.happened_at,
        comment.account_id,
        'comment', true, false, false
    from core.ticket_comment as comment
    inner join
        core.ticket as ticket
        on ticket.source = comment.source and ticket.ticket_id = comment.ticket_id
    union all
    select
        ticket_number, source, 'ticket', 'created ' || ticket_id, created_at, reporter,
        'created', false, false, false
    from core.ticket
    union all
    select
        ticket.ticket_number, event.source, 'pull_request', event.event_id, event.happened_at,
        event.account_id,
        event.kind,
        event.kind in ('opened', 'commit', 'comment', 'review') as is_touch,
        event.kind in ('commit', 'review') as is_start,
        false
    from core.pull_request_event as event
    inner join core.link as link
        on link.source = event.source and link.pull_request_id = event.pull_request_id
    inner join
        core.ticket as ticket
        on ticket.source = link.ticket_source and ticket.ticket_id = link.ticket_id
    where event.kind is not null
)
select
    event.ticket_number,
    event.source,
    event.event_id,
    event.happened_at,
    event.kind,
    case account.kind when 'human' then account.person_id else principal.person_id end as person_id,
    case account.kind when 'human' then member.team_id else principal.team_id end as team_id,
    event.is_touch and (
        account.kind = 'human' or event.kind not in ('review', 'comment')
        or (event.kind = 'comment' and principal.rung = 1)
    ) as is_touch,
    event.is_start and (account.kind = 'human' or event.kind <> 'review') as is_start,
    event.is_bulk,
    account.kind = 'agent' as by_agent
from event
inner join core.account as account
    on account.source = event.source and account.account_id = event.account_id
    and account.kind in ('human', 'agent')
left join core.account_team as member
    on member.source = event.source and member.account_id = event.account_id and member.kind = 'human'
    and event.happened_at >= member.from_at and event.happened_at < member.to_at
left join core.principal as principal
    on principal.source = event.source and principal.item_kind = event.item_kind
    and principal.event_id = event.event_id
where event.happened_at <= core.as_of() and (account.kind = 'human' or principal.team_id is not null)
