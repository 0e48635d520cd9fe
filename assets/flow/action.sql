-- What people did on a ticket, and on the pull requests that belong to it: humans only, each with the team they were in
-- at that moment (null where the organization file gives them none). is_touch marks what picks up a waiting ticket,
-- is_start what is work. Being assigned, or editing anything but the status, is neither; a work status set in a bulk
-- edit (one author, one minute, the organization file's number of tickets or more) is neither.
-- One row per ticket and event.
-- key: ticket_source, ticket_id, source, event_id
with working as (
    select distinct change.source, change.change_id
    from core.ticket_change as change
    inner join core.status as status
        on status.source = change.source and status.status_id = change.to_id and status.is_work
    where change.field = 'status' and change.to_id is distinct from change.from_id
),
busy as (
    select source, account_id, date_trunc('minute', happened_at) as minute
    from core.ticket_change
    where item_number = 1 and account_id is not null
    group by all
    having count(*) >= (select bulk_edit_ticket_count from core.organization)
),
bulk as (
    select busy.*
    from busy
    inner join core.ticket_change as change
        on change.source = busy.source and change.account_id = busy.account_id
        and date_trunc('minute', change.happened_at) = busy.minute
    group by all
    having count(distinct change.ticket_id) >= (select bulk_edit_ticket_count from core.organization)
),
history as (
    select
        change.source, change.ticket_id, change.change_id, change.happened_at, change.account_id,
        working.change_id is not null as enters_work,
        bulk.minute is not null as is_bulk
    from core.ticket_change as change
    left join working on working.source = change.source and working.change_id = change.change_id
    left join bulk
        on bulk.source = change.source and bulk.account_id = change.account_id
        and bulk.minute = date_trunc('minute', change.happened_at)
    where change.item_number = 1
),
event as (
    select
        source as ticket_source, ticket_id, source, change_id as event_id, happened_at, account_id,
        case when enters_work then 'work_status' else 'edit' end as kind,
        enters_work and not is_bulk as is_touch,
        enters_work and not is_bulk as is_start,
        is_bulk
    from history
    union all
    select source, ticket_id, source, 'comment ' || comment_id, happened_at, account_id, 'comment', true, false, false
    from core.ticket_comment
    union all
    select source, ticket_id, source, 'created ' || ticket_id, created_at, reporter, 'created', false, false, false
    from core.ticket
    union all
    select
        link.ticket_source, link.ticket_id, event.source, event.event_id, event.happened_at, event.account_id,
        event.kind,
        event.kind in ('opened', 'commit', 'comment', 'review') as is_touch,
        event.kind in ('commit', 'review') as is_start,
        false
    from core.pull_request_event as event
    inner join core.link as link
        on link.source = event.source and link.pull_request_id = event.pull_request_id
    where event.kind is not null
)
select
    event.ticket_source,
    event.ticket_id,
    event.source,
    event.event_id,
    event.happened_at,
    event.kind,
    account.person_id,
    member.team_id,
    event.is_touch,
    event.is_start,
    event.is_bulk
from event
inner join core.account as account
    on account.source = event.source and account.account_id = event.account_id and account.kind = 'human'
left join core.team_member as member
    on member.person_id = account.person_id
    and event.happened_at >= member.from_at and event.happened_at < member.to_at
where event.happened_at <= (select as_of from core.run)
