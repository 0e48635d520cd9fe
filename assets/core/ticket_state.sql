-- The state of every ticket from each change to the next: who is assigned, which status, team, key, estimate and
-- resolution. All items of one history apply at once; what was never changed holds from creation. Half-open;
-- to_at is null where the state lasts. Steps that take no time (several histories in one second) are kept in
-- order by step but last from an instant to the same instant. team_named_at is when the Team field's value had that name.
-- One row per ticket and history, and one for its creation (change_id null).
-- key: source, ticket_id, step
with tracked as (
    select
        source, ticket_id, change_id, item_number, happened_at, account_id, field,
        struct_pack(id := from_id, text := from_text) as before,
        struct_pack(id := to_id, text := to_text) as after
    from core.ticket_change
),
-- A list around each value tells a field that was set to nothing from a field that was not set.
entry as (
    select
        source, ticket_id, change_id, happened_at, account_id,
        last([after] order by item_number) filter (where field = 'status') as status,
        last([after] order by item_number) filter (where field = 'assignee') as assignee,
        last([after] order by item_number) filter (where field = 'team') as team,
        last([after] order by item_number) filter (where field = 'key') as key,
        last([after] order by item_number) filter (where field = 'points') as points,
        last([after] order by item_number) filter (where field = 'resolution') as resolution
    from tracked
    where happened_at <= (select as_of from core.run)
    group by source, ticket_id, change_id, happened_at, account_id
),
origin as (
    select
        source, ticket_id,
        first([before] order by happened_at, change_id::bigint, item_number) filter (where field = 'status') as status,
        first([before] order by happened_at, change_id::bigint, item_number) filter (where field = 'assignee') as assignee,
        first([before] order by happened_at, change_id::bigint, item_number) filter (where field = 'team') as team,
        first([before] order by happened_at, change_id::bigint, item_number) filter (where field = 'key') as key,
        first([before] order by happened_at, change_id::bigint, item_number) filter (where field = 'points') as points,
        first([before] order by happened_at, change_id::bigint, item_number) filter (where field = 'resolution') as resolution,
        min(happened_at) filter (where field = 'team') as team_named_at
    from tracked
    group by source, ticket_id
),
creation as (
    select
        ticket.source,
        ticket.ticket_id,
        null as change_id,
        ticket.created_at as happened_at,
        ticket.reporter as account_id,
        coalesce(origin.status, [struct_pack(id := ticket.status_id, text := null)]) as status,
        coalesce(origin.assignee, [struct_pack(id := ticket.assignee, text := null)]) as assignee,
        coalesce(origin.team, [struct_pack(id := ticket.team_value_id, text := ticket.team_value)]) as team,
        coalesce(origin.key, [struct_pack(id := null, text := ticket.key)]) as key,
        coalesce(origin.points, [struct_pack(id := null, text := ticket.points::varchar)]) as points,
        coalesce(origin.resolution, [struct_pack(id := null, text := ticket.resolution)]) as resolution,
        coalesce(origin.team_named_at, ticket.last_seen_at) as team_named_at
    from core.ticket as ticket
    left join origin on origin.source = ticket.source and origin.ticket_id = ticket.ticket_id
    where ticket.created_at <= (select as_of from core.run)
),
step as (
    select *, 0 as is_change from creation
    union all by name
    select entry.*, case when team is not null then happened_at end as team_named_at, 1 as is_change
    from entry
    semi join creation on creation.source = entry.source and creation.ticket_id = entry.ticket_id
)
select
    source,
    ticket_id,
    row_number() over steps as step,
    change_id,
    account_id,
    happened_at as from_at,
    lead(happened_at) over steps as to_at,
    (last_value(status ignore nulls) over so_far)[1].id as status_id,
    (last_value(assignee ignore nulls) over so_far)[1].id as assignee,
    (last_value(team ignore nulls) over so_far)[1].id as team_value_id,
    (last_value(team ignore nulls) over so_far)[1].text as team_value,
    last_value(team_named_at ignore nulls) over so_far as team_named_at,
    (last_value(key ignore nulls) over so_far)[1].text as key,
    try_cast((last_value(points ignore nulls) over so_far)[1].text as double) as points,
    (last_value(resolution ignore nulls) over so_far)[1].text as resolution
from step
window
    steps as (partition by source, ticket_id order by is_change, happened_at, change_id::bigint),
    so_far as (
        partition by source, ticket_id order by is_change, happened_at, change_id::bigint
        rows between unbounded preceding and current row
    )
