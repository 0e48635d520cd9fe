-- What a ticket's single-valued fields held from when to when: status, assignee, reporter, team, project, key, points,
-- resolution, type, priority, parent, flagged. Folded from the history; what was never changed held from creation.
-- All items of one history apply at once, the last of several for one field counts. Where several of Jira's fields hold
-- one thing (points, team), each is followed by itself and the first that is filled counts. Half-open; to_at is null
-- where the value lasts; in the order of step where several histories share an instant. A field without rows is empty.
-- One row per ticket, field and history that changed it, and one for its creation (change_id null).
-- key: source, ticket_id, field, step
with entry as (
    select
        source,
        ticket_id,
        field,
        case when field in ('points', 'team', 'flagged') then field_id else field end as slot,
        change_id,
        happened_at,
        first(struct_pack(id := from_id, text := from_text) order by item_number) as before,
        last(struct_pack(id := to_id, text := to_text) order by item_number) as after
    from core.ticket_change
    where field in (
        'status', 'assignee', 'reporter', 'team', 'project', 'key', 'points', 'resolution', 'type', 'priority',
        'parent', 'flagged'
    )
    group by all
),
origin as (
    select source, ticket_id, field, slot, first(before order by happened_at, change_id::bigint) as before
    from entry
    group by all
),
present as (
    select source, ticket_id, v.field, v.field as slot, struct_pack(id := v.id, text := v.text) as value
    from core.ticket, unnest([
        struct_pack(field := 'status', id := status_id, text := null),
        struct_pack(field := 'assignee', id := assignee, text := null),
        struct_pack(field := 'reporter', id := reporter, text := null),
        struct_pack(field := 'project', id := project_id, text := project_key),
        struct_pack(field := 'key', id := null, text := key),
        struct_pack(field := 'resolution', id := resolution_id, text := resolution),
        struct_pack(field := 'type', id := type_id, text := type),
        struct_pack(field := 'priority', id := priority_id, text := priority),
        struct_pack(field := 'parent', id := parent_id, text := parent_key)
    ]) as u (v)
    union all
    select source, ticket_id, role, field_id, struct_pack(id := value_id, text := value_text)
    from core.field_value
    where role in ('points', 'team', 'flagged')
),
-- A slot is one of Jira's fields that may hold a thing.
slot as (
    select
        coalesce(origin.source, present.source) as source,
        coalesce(origin.ticket_id, present.ticket_id) as ticket_id,
        coalesce(origin.field, present.field) as field,
        coalesce(origin.slot, present.slot) as slot,
        case when origin.slot is null then present.value else origin.before end as value
    from origin
    full join present using (source, ticket_id, field, slot)
),
moment as (
    select source, ticket_id, field, null as change_id, created_at as happened_at
    from (select distinct source, ticket_id, field from slot)
    inner join core.ticket as ticket using (source, ticket_id)
    union all
    select distinct source, ticket_id, field, change_id, happened_at
    from entry
    semi join core.ticket as ticket using (source, ticket_id)
),
held as (
    select
        moment.*,
        ticket.created_at,
        slot.slot,
        coverage.rank,
        (last_value(
            case when moment.change_id is null then [slot.value] when entry.slot is not null then [entry.after] end
            ignore nulls
        ) over (
            partition by moment.source, moment.ticket_id, moment.field, slot.slot
            order by moment.change_id is not null, moment.happened_at, moment.change_id::bigint
        ))[1] as value
    from moment
    inner join slot using (source, ticket_id, field)
    inner join core.ticket as ticket using (source, ticket_id)
    left join entry
        on entry.source = moment.source and entry.ticket_id = moment.ticket_id and entry.slot = slot.slot
        and entry.change_id = moment.change_id
    left join core.field_coverage as coverage
        on coverage.source = moment.source and coverage.field_id = slot.slot
        and coverage.project_id = ticket.project_id
    where greatest(moment.happened_at, ticket.created_at) <= (select as_of from core.run)
),
value as (
    select
        source,
        ticket_id,
        field,
        change_id,
        happened_at,
        greatest(happened_at, any_value(created_at)) as from_at,
        first(value order by rank nulls last, slot)
            filter (where value.id is not null or value.text is not null) as value
    from held
    group by source, ticket_id, field, change_id, happened_at
)
select
    source,
    ticket_id,
    field,
    row_number() over steps as step,
    change_id,
    from_at,
    lead(from_at) over steps as to_at,
    value.id as value_id,
    value.text as value_text
from value
window steps as (
    partition by source, ticket_id, field order by change_id is not null, happened_at, change_id::bigint
)
qualify row_number() over steps > 1 or value is not null or lead(change_id) over steps is not null
