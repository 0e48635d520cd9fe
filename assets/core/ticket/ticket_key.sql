-- Keys that a ticket has had: a move gives it a new one, and the old one still names it; so does the key that it would
-- have under an earlier key of its project. One that it got after as_of is left out. from_at is since when, as far as known. A key can be given again:
-- is_newest says which ticket it names at as_of, the one that has it or else the one that had it last.
-- One row per ticket and key.
-- key: source, ticket_id, key
with move as (
    select source, ticket_id, from_text, to_text, happened_at, try_cast(change_id as bigint) as number
    from core.ticket_change
    where field = 'key'
),
recorded_key as (
    select
        ticket.source,
        ticket.ticket_id,
        ticket.key,
        coalesce(max(move.happened_at), any_value(created_at)) as from_at
    from core.ticket as ticket
    left join move
        on move.source = ticket.source and move.ticket_id = ticket.ticket_id
        and move.happened_at <= core.as_of()
    group by all
    union all
    select source, ticket_id, to_text, happened_at
    from move
    where to_text is not null and happened_at <= core.as_of()
    union all
    select
        move.source,
        move.ticket_id,
        first(from_text order by happened_at, number),
        any_value(ticket.created_at)
    from move
    inner join core.ticket as ticket on ticket.source = move.source and ticket.ticket_id = move.ticket_id
    where from_text is not null
    group by move.source, move.ticket_id
),
-- A project that got another key took its tickets with it, without a word in their histories.
project_rename as (
    select
        ticket.source, ticket.ticket_id,
        known.key || regexp_extract(ticket.key, '-\d+$') as key,
        ticket.created_at as from_at
    from core.ticket as ticket
    inner join core.project_key as known
        on known.source = ticket.source and known.project_id = ticket.project_id
        and known.key <> regexp_extract(ticket.key, '^(.+)-\d+$', 1)
    anti join recorded_key
        on recorded_key.source = ticket.source
        and recorded_key.key = known.key || regexp_extract(ticket.key, '-\d+$')
),
every_key as (
    select * from recorded_key
    union all
    select * from project_rename
)
select
    every_key.source,
    every_key.ticket_id,
    every_key.key,
    min(every_key.from_at) as from_at,
    every_key.key = ticket.key as is_current,
    row_number() over (
        partition by every_key.source, every_key.key
        order by
            every_key.key = ticket.key desc,
            max(every_key.from_at) desc,
            try_cast(every_key.ticket_id as bigint) desc
    ) = 1 as is_newest
from every_key
inner join
    core.ticket as ticket
    on ticket.source = every_key.source and ticket.ticket_id = every_key.ticket_id
group by every_key.source, every_key.ticket_id, every_key.key, ticket.key
