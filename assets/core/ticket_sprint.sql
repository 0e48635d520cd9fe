-- Which sprints a ticket was in when, folded from its history; what was never changed held from creation. Sprints that
-- are over stay on a ticket until it is taken out of them. Half-open; infinite where it holds still.
-- One row per ticket, sprint and stay.
-- key: source, ticket_id, sprint_id, from_at
with item as (
    select
        source, ticket_id, happened_at, change_id, item_number,
        regexp_extract_all(coalesce(from_id, ''), '\d+') as before,
        regexp_extract_all(coalesce(to_id, ''), '\d+') as after
    from core.ticket_change
    where field = 'sprint'
),
event as (
    select
        source, ticket_id, happened_at, change_id, item_number,
        unnest(list_filter(before, lambda x: not list_contains(after, x))) as sprint_id,
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
        partition by source, ticket_id, sprint_id order by happened_at, change_id::bigint, item_number, is_added
    )
),
present as (
    select held.source, held.ticket_id, unnest(string_split(held.value_id, ',')) as sprint_id, ticket.created_at
    from core.field_value as held
    inner join core.ticket as ticket on ticket.source = held.source and ticket.ticket_id = held.ticket_id
    where held.role = 'sprint'
),
stay as (
    select source, ticket_id, sprint_id, happened_at as from_at, next_at as to_at
    from ordered
    where is_added
    union all
    select ordered.source, ordered.ticket_id, sprint_id, ticket.created_at, happened_at
    from ordered
    inner join core.ticket as ticket
        on ticket.source = ordered.source and ticket.ticket_id = ordered.ticket_id
    where step = 1 and not is_added
    union all
    select source, ticket_id, sprint_id, created_at, 'infinity'::timestamp
    from present
    anti join event using (source, ticket_id, sprint_id)
)
select source, ticket_id, sprint_id, min(from_at) as from_at, to_at
from stay
where from_at < to_at
group by source, ticket_id, sprint_id, to_at
