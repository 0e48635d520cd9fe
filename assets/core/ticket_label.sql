-- Which labels a ticket had when, folded from its history; what was never changed held from creation.
-- Half-open; infinite where it holds still.
-- One row per ticket, label and stretch between two changes of its labels.
-- key: source, ticket_id, label, from_at
with change as (
    select
        source, ticket_id, happened_at, change_id, item_number,
        string_split(from_text, ' ') as before,
        string_split(to_text, ' ') as after
    from core.ticket_change
    where field = 'labels'
),
origin as (
    select source, ticket_id, arg_min(coalesce(before, []), (happened_at, change_id::bigint, item_number)) as labels
    from change
    group by source, ticket_id
),
state as (
    select source, ticket_id, happened_at as from_at, 1 as is_change, change_id, item_number, after as labels
    from change
    union all
    select
        ticket.source, ticket.ticket_id, ticket.created_at, 0, null, null,
        coalesce(origin.labels, ticket.labels)
    from core.ticket as ticket
    left join origin on origin.source = ticket.source and origin.ticket_id = ticket.ticket_id
),
stretch as (
    select
        source, ticket_id, labels, from_at,
        lead(from_at, 1, 'infinity'::timestamp) over (
            partition by source, ticket_id order by is_change, from_at, change_id::bigint, item_number
        ) as to_at
    from state
)
select distinct source, ticket_id, unnest(list_filter(labels, lambda x: x <> '')) as label, from_at, to_at
from stretch
where from_at < to_at
