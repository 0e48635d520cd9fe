-- What a ticket's single-valued fields held from when to when: status, assignee, reporter, team, project, key, points,
-- resolution, type, priority, parent, flagged. Folded from the history; what was never changed held from creation.
-- All items of one history apply at once, the last of several for one field counts. Where several of Jira's fields hold
-- one thing (points, team), each is followed by itself and the first that is filled counts. Half-open; to_at is infinite
-- where the value lasts; in the order of step where several histories share an instant. A field without rows is empty.
-- One row per ticket, field and history that changed it, and one for its creation (change_id null).
-- key: source, ticket_id, field, step
with item as (
    select
        source, ticket_id, field, change_id, happened_at, item_number,
        -- A slot is one of Jira's fields that may hold a thing.
        case when field in ('points', 'team', 'flagged') then field_id else field end as slot,
        struct_pack(id := from_id, text := from_text) as before,
        struct_pack(id := to_id, text := to_text) as after
    from core.ticket_change
    where core.is_single_field(field)
),
-- Hardly any history sets a slot twice: only those that may are grouped.
repeated_slot as (
    select distinct source, change_id, slot
    from item
    where item_number > 1
),
entry as (
    select source, ticket_id, field, slot, change_id, happened_at, before, after
    from item
    anti join repeated_slot using (source, change_id, slot)
    union all
    select
        source, ticket_id, field, slot, change_id, happened_at,
        first(before order by item_number),
        last(after order by item_number)
    from item
    semi join repeated_slot using (source, change_id, slot)
    group by all
),
present as (
    select source, ticket_id, v.field, v.field as slot, struct_pack(id := v.id, text := v.text) as value
    from (select source, ticket_id, unnest(core.single_values(ticket)) as v from core.latest_ticket as ticket)
    union all
    select source, ticket_id, role, field_id, struct_pack(id := value_id, text := value_text)
    from core.field_value
    where role in ('points', 'team', 'flagged')
),
moment as (
    select entry.*, greatest(happened_at, ticket.created_at) as from_at
    from entry
    inner join core.latest_ticket as ticket using (source, ticket_id)
    union all by name
    select
        source, ticket_id, field, slot, null as change_id, created_at as happened_at, value as after,
        created_at as from_at
    from (
        select * from present
        union all by name
        select distinct source, ticket_id, field, slot
        from entry
        anti join present using (source, ticket_id, field, slot)
    )
    inner join core.latest_ticket as ticket using (source, ticket_id)
),
-- Where the last change left another value than the ticket has, a later one is missing.
contradiction as (
    select distinct
        broken_chain.source,
        broken_chain.ticket_id,
        broken_chain.field,
        case when broken_chain.field in ('points', 'team') then broken_chain.chain else broken_chain.field end
            as slot,
        ticket.updated_at
    from core.broken_chain as broken_chain
    inner join core.latest_ticket as ticket using (source, ticket_id)
    where broken_chain.kind = 'end'
),
-- At its creation a slot held what its first change found there; since the last one it holds what it holds now. A change
-- that is younger than the last look at the ticket contradicts nothing.
slot as (
    select
        moment.*,
        case
            when
                change_id is null and lead(change_id) over steps is not null
                then lead(before) over steps
            when
                change_id is not null and lead(change_id) over steps is null
                and happened_at <= contradiction.updated_at
                then present.value
            else after
        end
            as value
    from moment
    left join contradiction using (source, ticket_id, field, slot)
    left join present using (source, ticket_id, field, slot)
    window steps as (
        partition by source, ticket_id, field, slot
        order by change_id is not null, happened_at, try_cast(change_id as bigint)
    )
),
shared_field as (
    select source, ticket_id, field
    from slot
    where change_id is null and field in ('points', 'team', 'flagged')
    group by all
    having count(*) > 1
),
-- Where slots share a field: each slot's value at every change of any of them.
slot_at_change as (
    select
        moment.*,
        born.slot,
        last_value(slot.value ignore nulls) over (
            partition by moment.source, moment.ticket_id, moment.field, born.slot
            order by moment.change_id is not null, moment.happened_at, try_cast(moment.change_id as bigint)
        ) as value
    from (
        select distinct source, ticket_id, field, change_id, happened_at, from_at
        from slot
        semi join shared_field using (source, ticket_id, field)
    ) as moment
    inner join slot as born
        on born.source = moment.source and born.ticket_id = moment.ticket_id and born.field = moment.field
        and born.change_id is null
    left join slot
        on slot.source = moment.source and slot.ticket_id = moment.ticket_id and slot.field = moment.field
        and slot.slot = born.slot and slot.change_id is not distinct from moment.change_id
),
value as (
    select source, ticket_id, field, change_id, happened_at, from_at, value
    from slot
    anti join shared_field using (source, ticket_id, field)
    union all
    select
        slot_at_change.source,
        slot_at_change.ticket_id,
        slot_at_change.field,
        change_id,
        happened_at,
        from_at,
        first(value order by coverage.rank nulls last, slot)
        filter (where value.id is not null or value.text is not null)
    from slot_at_change
    inner join core.latest_ticket as ticket using (source, ticket_id)
    left join core.field_coverage as coverage
        on coverage.source = slot_at_change.source and coverage.field_id = slot_at_change.slot
        and coverage.project_id = ticket.project_id
    group by all
)
select
    source,
    ticket_id,
    field,
    row_number() over steps as step,
    change_id,
    from_at,
    lead(from_at, 1, 'infinity'::timestamp) over steps as to_at,
    value.id as value_id,
    value.text as value_text
from value
where from_at <= core.as_of()
window
    steps as (
        partition by source, ticket_id, field
        order by change_id is not null, happened_at, try_cast(change_id as bigint)
    )
qualify
    row_number() over steps > 1
    or value.id is not null
    or value.text is not null
    or lead(change_id) over steps is not null
