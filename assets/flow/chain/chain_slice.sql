-- The ball ledger of chains in which somebody was waited for, cut at everything that could change it: in each slice
-- either a handoff waits (for the receiver of the newest one) or a team holds the ball: the owner of the ticket that was
-- passed last, after a review the author's team, else the owner of the root. Ledgers with the same waits are computed once.
-- One row per ledger (as same_as of chain_ledger), chain and slice.
-- key: ledger, root_number, from_at
with distinct_ledger as (
    select chain.ledger, chain.root_number, span.created_at, span.ended_at
    from flow.chain_ledger as chain
    inner join flow.chain as span on span.root_number = chain.root_number
    where chain.ledger = chain.same_as
),
ledger_wait as (
    select wait.*
    from flow.chain_wait as wait
    semi join
        distinct_ledger
        on distinct_ledger.ledger = wait.ledger and distinct_ledger.root_number = wait.root_number
),
holder as (
    select ledger, root_number, root_number as ticket_number
    from distinct_ledger
    union
    select ledger, root_number, ticket_number
    from ledger_wait
    where ticket_number is not null
),
cut as (
    select ledger, root_number, created_at as cut_at
    from distinct_ledger
    union
    select holder.ledger, holder.root_number, owned.from_at
    from holder
    inner join flow.ownership as owned on owned.ticket_number = holder.ticket_number
    union
    select holder.ledger, holder.root_number, unnest([close.closed_at, close.reopened_at])
    from holder
    inner join flow.close as close on close.ticket_number = holder.ticket_number
    union
    select ledger, root_number, unnest([from_at, to_at])
    from ledger_wait
),
slice as (
    select
        cut.ledger, cut.root_number, cut.cut_at as from_at,
        coalesce(
            lead(cut.cut_at) over (partition by cut.ledger, cut.root_number order by cut.cut_at),
            distinct_ledger.ended_at
        ) as to_at
    from cut
    inner join
        distinct_ledger
        on distinct_ledger.ledger = cut.ledger and distinct_ledger.root_number = cut.root_number
    where cut.cut_at >= distinct_ledger.created_at and cut.cut_at < distinct_ledger.ended_at
),
slice_wait as (
    select
        slice.ledger, slice.root_number, slice.from_at,
        arg_max(
            struct_pack(
                handoff_number := ledger_wait.handoff_number,
                team_id := coalesce(ledger_wait.to_team, core.unowned())
            ),
            (ledger_wait.released_at, ledger_wait.handoff_number)
        ) filter (where ledger_wait.to_at > slice.from_at) as waiting,
        arg_max(
            struct_pack(
                ticket_number := ledger_wait.ticket_number,
                kind := ledger_wait.kind,
                from_team := ledger_wait.from_team
            ),
            (ledger_wait.to_at, ledger_wait.released_at, ledger_wait.handoff_number)
        ) filter (where ledger_wait.to_at <= slice.from_at) as passed
    from slice
    inner join ledger_wait
        on ledger_wait.ledger = slice.ledger
        and ledger_wait.root_number = slice.root_number
        and ledger_wait.from_at <= slice.from_at
    group by slice.ledger, slice.root_number, slice.from_at
)
select
    slice.ledger,
    slice.root_number,
    slice.from_at,
    slice.to_at,
    case when slice_wait.waiting is not null then 'handoff' else 'hold' end as segment,
    coalesce(
        slice_wait.waiting.team_id,
        case when slice_wait.passed.kind = 'review' then slice_wait.passed.from_team end,
        case when own_close.closed_at is null then own.owner end,
        root.owner
    ) as team_id,
    slice_wait.waiting.handoff_number
from slice
left join slice_wait
    on slice_wait.ledger = slice.ledger
    and slice_wait.root_number = slice.root_number
    and slice_wait.from_at = slice.from_at
left join flow.ownership as own
    on own.ticket_number = slice_wait.passed.ticket_number
    and slice.from_at >= own.from_at and slice.from_at < own.to_at
left join flow.close as own_close
    on own_close.ticket_number = slice_wait.passed.ticket_number
    and slice.from_at >= own_close.closed_at
    and slice.from_at < coalesce(own_close.reopened_at, 'infinity'::timestamp)
left join flow.ownership as root
    on root.ticket_number = slice.root_number
    and slice.from_at >= root.from_at and slice.from_at < root.to_at
