-- Who was assigned where agents acted (core.agent_place), from when to when, several at once where the source has them, and by whom; null
-- where no change says it: at a ticket's creation, and where a change is lost. Half-open; infinite while it lasts.
-- One row per item, account and stay.
-- key: source, item_kind, item_id, account_id, from_at
with told_step as (
    select
        source, 'pull_request' as item_kind, pull_request_id as item_id, subject as account_id,
        happened_at, event_number as place, kind = 'assigned' as is_assigned, account_id as by_account
    from core.pull_request_event
    where kind in ('assigned', 'unassigned') and subject is not null
    union all
    select source, 'ticket', ticket_id, account_id, happened_at, place, is_assigned, by_account
    from core.github_assignment_step
),
value_stay as (
    select source, ticket_id, value_id, change_id, step, from_at, to_at
    from core.ticket_value
    where field = 'assignee' and value_id is not null
        and (source, ticket_id) in (
            select (at_source, at_item) from core.agent_place where at_kind = 'ticket'
        )
        and source not in (select source from core.github_assignment_step)
),
author as (
    select distinct source, change_id, to_id as value_id, account_id
    from core.ticket_change
    semi join value_stay using (source, change_id)
    where field = 'assignee'
),
step as (
    select * from told_step
    where (source, item_kind, item_id) in (select (at_source, at_kind, at_item) from core.agent_place)
    union all
    select
        value_stay.source, 'ticket', value_stay.ticket_id, value_stay.value_id, value_stay.from_at,
        value_stay.step, true,
        author.account_id
    from value_stay
    left join author
        on author.source = value_stay.source and author.change_id = value_stay.change_id
        and author.value_id = value_stay.value_id
    union all
    select source, 'ticket', ticket_id, value_id, to_at, step, false, null
    from value_stay
    where to_at < 'infinity'
),
dated_step as (
    select
        *,
        lead(happened_at, 1, 'infinity') over (
            partition by source, item_kind, item_id, account_id order by happened_at, place
        ) as to_at
    from step
)
select source, item_kind, item_id, account_id, happened_at as from_at, to_at, by_account
from dated_step
where is_assigned and to_at > happened_at
