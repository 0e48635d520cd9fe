-- The ball ledger of chains in which somebody was waited for, cut at everything that could change it: in each slice
-- either a handoff waits (for the receiver of the newest one) or a team holds the ball: the owner of the ticket that was
-- passed last, after a review the author's team, else the owner of the root. Ledgers with the same waits are told once.
-- One row per ledger (as told_by of chain_ledger), chain and slice.
-- key: ledger, source, root_id, from_at
with told as (
    select chain.ledger, chain.source, chain.root_id, span.created_at, span.ended_at
    from flow.chain_ledger as chain
    inner join flow.chain as span on span.source = chain.source and span.root_id = chain.root_id
    where chain.ledger = chain.told_by
),
wait as (
    select wait.*
    from flow.chain_wait as wait
    semi join told on told.ledger = wait.ledger and told.source = wait.source and told.root_id = wait.root_id
),
holder as (
    select ledger, source, root_id, root_id as ticket_id
    from told
    union
    select ledger, source, root_id, ticket_id
    from wait
    where ticket_id is not null
),
cut as (
    select ledger, source, root_id, created_at as cut_at
    from told
    union
    select holder.ledger, holder.source, holder.root_id, owned.from_at
    from holder
    inner join flow.ownership as owned on owned.source = holder.source and owned.ticket_id = holder.ticket_id
    union
    select holder.ledger, holder.source, holder.root_id, unnest([close.closed_at, close.reopened_at])
    from holder
    inner join flow.close as close on close.source = holder.source and close.ticket_id = holder.ticket_id
    union
    select ledger, source, root_id, unnest([from_at, to_at])
    from wait
),
slice as (
    select
        cut.ledger, cut.source, cut.root_id, cut.cut_at as from_at,
        coalesce(
            lead(cut.cut_at) over (partition by cut.ledger, cut.source, cut.root_id order by cut.cut_at),
            told.ended_at
        ) as to_at
    from cut
    inner join told on told.ledger = cut.ledger and told.source = cut.source and told.root_id = cut.root_id
    where cut.cut_at >= told.created_at and cut.cut_at < told.ended_at
),
waited as (
    select
        slice.ledger, slice.source, slice.root_id, slice.from_at,
        arg_max(
            struct_pack(handoff_id := wait.handoff_id, team_id := coalesce(wait.to_team, 'UNOWNED')),
            (wait.released_at, wait.handoff_id)
        ) filter (where wait.to_at > slice.from_at) as waiting,
        arg_max(
            struct_pack(ticket_id := wait.ticket_id, kind := wait.kind, from_team := wait.from_team),
            (wait.to_at, wait.released_at, wait.handoff_id)
        ) filter (where wait.to_at <= slice.from_at) as passed
    from slice
    inner join wait
        on wait.ledger = slice.ledger and wait.source = slice.source and wait.root_id = slice.root_id
        and wait.from_at <= slice.from_at
    group by slice.ledger, slice.source, slice.root_id, slice.from_at
)
select
    slice.ledger,
    slice.source,
    slice.root_id,
    slice.from_at,
    slice.to_at,
    case when waited.waiting is not null then 'handoff' else 'hold' end as segment,
    coalesce(
        waited.waiting.team_id,
        case when waited.passed.kind = 'review' then waited.passed.from_team end,
        case when own_close.closed_at is null then own.owner end,
        root.owner
    ) as team_id,
    waited.waiting.handoff_id as handoff_id
from slice
left join waited
    on waited.ledger = slice.ledger and waited.source = slice.source and waited.root_id = slice.root_id
    and waited.from_at = slice.from_at
left join flow.ownership as own
    on own.source = slice.source and own.ticket_id = waited.passed.ticket_id
    and slice.from_at >= own.from_at and slice.from_at < coalesce(own.to_at, 'infinity'::timestamp)
left join flow.close as own_close
    on own_close.source = slice.source and own_close.ticket_id = waited.passed.ticket_id
    and slice.from_at >= own_close.closed_at and slice.from_at < coalesce(own_close.reopened_at, 'infinity'::timestamp)
left join flow.ownership as root
    on root.source = slice.source and root.ticket_id = slice.root_id
    and slice.from_at >= root.from_at and slice.from_at < coalesce(root.to_at, 'infinity'::timestamp)
