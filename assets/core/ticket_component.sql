-- Which components a ticket had when, folded from its history; what was never changed held from creation.
-- Half-open; infinite where it holds still.
-- One row per ticket, component and stay.
-- key: source, ticket_id, component, from_at
with event as (
    select source, ticket_id, happened_at, change_id, item_number, from_text as component, false as is_added
    from core.ticket_change
    where field = 'component' and from_text is not null
    union all
    select source, ticket_id, happened_at, change_id, item_number, to_text, true
    from core.ticket_change
    where field = 'component' and to_text is not null
),
ordered as (
    select
        *,
        row_number() over steps as step,
        lead(happened_at, 1, 'infinity'::timestamp) over steps as next_at
    from event
    window steps as (
        partition by source, ticket_id, component order by happened_at, change_id::bigint, item_number, is_added
    )
),
untouched as (
    select source, ticket_id, c.name as component, created_at
    from core.ticket, unnest(components) as u (c)
),
stay as (
    select source, ticket_id, component, happened_at as from_at, next_at as to_at
    from ordered
    where is_added
    union all
    select ordered.source, ordered.ticket_id, component, ticket.created_at, happened_at
    from ordered
    inner join core.ticket as ticket
        on ticket.source = ordered.source and ticket.ticket_id = ordered.ticket_id
    where step = 1 and not is_added
    union all
    select source, ticket_id, component, created_at, 'infinity'::timestamp
    from untouched
    anti join event using (source, ticket_id, component)
)
select source, ticket_id, component, from_at, to_at
from stay
where from_at < to_at
