-- Of what a ticket may hold several at once, which it held when: labels by name, components by the name that the organization
-- file gives them or else by that of now, sprints by id (sprints that are over stay on a ticket until it is taken out of them). Folded from its history; what was never changed held from
-- creation. Half-open; infinite where it holds still.
-- One row per ticket, tag (kind: label, component or sprint; value) and stay.
-- key: source, ticket_id, kind, value, from_at
with component as (
    select source, thing_id as component_id, coalesce(file_name, name) as name
    from core.named_thing
    where kind = 'component'
),
item as (
    select
        change.source, ticket_id, happened_at, change_id, item_number,
        case field when 'labels' then 'label' else field end as kind,
        case field
            when 'labels' then string_split(from_text, ' ')
            when 'label' then [from_text]
            when 'component' then [coalesce(component_before.name, from_text)]
            when 'sprint' then regexp_extract_all(from_id, '[^,\s]+')
        end as before,
        case field
            when 'labels' then string_split(to_text, ' ')
            when 'label' then [to_text]
            when 'component' then [coalesce(component_after.name, to_text)]
            when 'sprint' then regexp_extract_all(to_id, '[^,\s]+')
        end as after
    from core.ticket_change as change
    left join component as component_before
        on component_before.source = change.source
        and component_before.component_id = case change.field when 'component' then change.from_id end
    left join component as component_after
        on component_after.source = change.source
        and component_after.component_id = case change.field when 'component' then change.to_id end
    where field in ('labels', 'label', 'component', 'sprint')
),
event as (
    select
        source, ticket_id, happened_at, change_id, item_number, kind,
        unnest(list_filter(before, lambda x: x <> '' and not coalesce(list_contains(after, x), false)))
            as value,
        false as is_added
    from item
    union all
    select
        source, ticket_id, happened_at, change_id, item_number, kind,
        unnest(list_filter(after, lambda x: x <> '' and not coalesce(list_contains(before, x), false))),
        true
    from item
),
ordered_event as (
    select
        *,
        row_number() over steps as step,
        lead(happened_at, 1, 'infinity'::timestamp) over steps as next_at
    from event
    window steps as (
        partition by source, ticket_id, kind, value
        order by happened_at, try_cast(change_id as bigint), item_number, is_added
    )
),
present as (
    select source, ticket_id, 'label' as kind, unnest(labels) as value
    from core.latest_ticket
    union all
    select held.source, held.ticket_id, 'component', coalesce(component.name, held.c.name)
    from (select source, ticket_id, unnest(components) as c from core.latest_ticket) as held
    left join component on component.source = held.source and component.component_id = held.c.id
    union all
    select source, ticket_id, 'sprint', unnest(string_split(value_id, ','))
    from core.field_value
    where role = 'sprint'
),
stay as (
    select source, ticket_id, kind, value, happened_at as from_at, next_at as to_at
    from ordered_event
    where is_added
    union all
    select source, ticket_id, kind, value, ticket.created_at, happened_at
    from ordered_event
    inner join core.latest_ticket as ticket using (source, ticket_id)
    where step = 1 and not is_added
    union all
    select source, ticket_id, kind, value, ticket.created_at, 'infinity'::timestamp
    from present
    inner join core.latest_ticket as ticket using (source, ticket_id)
    anti join event using (source, ticket_id, kind, value)
)
select
    stay.source,
    stay.ticket_id,
    ticket.ticket_number,
    stay.kind,
    stay.value,
    min(stay.from_at) as from_at,
    stay.to_at
from stay
inner join core.ticket as ticket using (source, ticket_id)
where stay.from_at < stay.to_at
group by stay.source, stay.ticket_id, ticket.ticket_number, stay.kind, stay.value, stay.to_at
