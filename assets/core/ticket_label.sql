-- Which labels a ticket had when, folded from its history; what was never changed held from creation.
-- Half-open; infinite where it holds still.
-- One row per ticket, label and stay.
-- key: source, ticket_id, label, from_at
with item as (
    select
        source, ticket_id, happened_at, change_id, item_number,
        list_filter(string_split(coalesce(from_text, ''), ' '), lambda x: x <> '') as before,
        list_filter(string_split(coalesce(to_text, ''), ' '), lambda x: x <> '') as after
    from core.ticket_change
    where field = 'labels'
),
event as (
    select
        source, ticket_id, happened_at, change_id, item_number,
        unnest(list_filter(before, lambda x: not list_contains(after, x))) as label,
        false as is_added
    from item
    union all
    select
        source, ticket_id, happened_at, change_id, item_number,
        unnest(list_filter(after, lambda x: not list_contains(before, x))),
        true
    from item
),
ordered as (
    select
        *,
        row_number() over steps as step,
        lead(happened_at, 1, 'infinity'::timestamp) over steps as next_at
    from event
    window steps as (
        partition by source, ticket_id, label order by happened_at, change_id::bigint, item_number, is_added
    )
),
present as (
    select source, ticket_id, unnest(labels) as label, created_at from core.ticket
),
stay as (
    select source, ticket_id, label, happened_at as from_at, next_at as to_at
    from ordered
    where is_added
    union all
    select ordered.source, ordered.ticket_id, label, ticket.created_at, happened_at
    from ordered
    inner join core.ticket as ticket
        on ticket.source = ordered.source and ticket.ticket_id = ordered.ticket_id
    where step = 1 and not is_added
    union all
    select source, ticket_id, label, created_at, 'infinity'::timestamp
    from present
    anti join event using (source, ticket_id, label)
)
select source, ticket_id, label, min(from_at) as from_at, to_at
from stay
where from_at < to_at
group by source, ticket_id, label, to_at
