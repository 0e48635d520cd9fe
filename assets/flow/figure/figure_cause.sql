-- What has become known of a work item since the newest publication, as the cause of what it changes in weekly figures: it
-- is gone (deleted), it was reopened, or the organization file puts who worked on it elsewhere (membership, identity).
-- Who or what has none of these is told by core.organization_file_change, or else a late event.
-- One row per work item with one of these causes, the first of them.
-- key: work_item_kind, work_item
with moved_account as (
    select account.source, account.account_id, change.kind
    from core.organization_file_change as change
    inner join core.account as account on account.person_id = change.person_id
    union
    select source, account_id, kind
    from core.organization_file_change
    where kind = 'identity'
),
item_account as (
    select ticket_number, source, account_id
    from core.ticket_state
    union all
    select ticket_number, source, assignee
    from core.ticket_state
),
moved_item as (
    select item_account.ticket_number, change.kind
    from item_account
    inner join moved_account as change
        on change.source = item_account.source and change.account_id = item_account.account_id
),
ticket_cause as (
    select ticket_number, 1 as precedence, 'deleted' as cause
    from core.ticket
    cross join core.reported_organization as reported
    where gone_at > reported.reported_as_of
    union all
    select ticket_number, 2, 'reopened'
    from flow.close
    cross join core.reported_organization as reported
    where reopened_at > reported.reported_as_of
    union all
    select ticket_number, case kind when 'membership' then 3 else 4 end, kind
    from moved_item
),
known_cause as (
    select
        'ticket' as work_item_kind, ticket.source || ':' || ticket.ticket_id as work_item, precedence, cause
    from ticket_cause
    inner join core.ticket as ticket on ticket.ticket_number = ticket_cause.ticket_number
    union all
    select 'pull_request', source || ':' || pull_request_id, 1, 'deleted'
    from core.pull_request
    cross join core.reported_organization as reported
    where gone_at > reported.reported_as_of
    union all
    select
        'pull_request',
        pull.source || ':' || pull.pull_request_id,
        case change.kind when 'membership' then 3 else 4 end,
        change.kind
    from core.pull_request as pull
    inner join moved_account as change on change.source = pull.source and change.account_id = pull.author
)
select work_item_kind, work_item, arg_min(cause, precedence) as cause
from known_cause
group by all
