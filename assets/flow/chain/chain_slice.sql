-- The ball ledger of chains in which somebody was waited for, cut at everything that could change it: in each slice
-- either a handoff waits (for the receiver of the newest one) or a team holds the ball: the owner of the ticket that was
-- passed last, after a review the author's team, else the owner of the root. Ledgers with the same waits are told once.
-- One row per ledger (as told_by of chain_ledger), chain and slice.
-- key: ledger, root_no, from_at
with told as (
    select chain.ledger, chain.root_no, span.created_at, span.ended_at
    from flow.chain_ledger as chain
    inner join flow.chain as span on span.root_no = chain.root_no
    where chain.ledger = chain.told_by
),
wait as (
    select wait.*
    from flow.chain_wait as wait
    semi join told on told.ledger = wait.ledger and told.root_no = wait.root_no
),
holder as (
    select ledger, root_no, root_no as ticket_no
    from told
    union
    select ledger, root_no, ticket_no
    from wait
    where ticket_no is not null
),
cut as (
    select ledger, root_no, created_at as cut_at
    from told
    union
    select holder.ledger, holder.root_no, owned.from_at
    from holder
    inner join flow.ownership as owned on owned.ticket_no = holder.ticket_no
    union
    select holder.ledger, holder.root_no, unnest([close.closed_at, close.reopened_at])
    from holder
    inner join flow.close as close on close.ticket_no = holder.ticket_no
    union
    select ledger, root_no, unnest([from_at, to_at])
    from wait
),
slice as (
    select
        cut.ledger, cut.root_no, cut.cut_at as from_at,
        coalesce(
            lead(cut.cut_at) over (partition by cut.ledger, cut.root_no order by cut.cut_at),
            told.ended_at
        ) as to_at
    from cut
    inner join told on told.ledger = cut.ledger and told.root_no = cut.root_no
    where cut.cut_at >= told.created_at and cut.cut_at < told.ended_at
),
waited as (
    select
        slice.ledger, slice.root_no, slice.from_at,
        arg_max(
            struct_pack(handoff_no := wait.handoff_no, team_id := coalesce(wait.to_team, 'UNOWNED')),
            (wait.released_at, wait.handoff_no)
        ) filter (where wait.to_at > slice.from_at) as waiting,
        arg_max(
            struct_pack(ticket_no := wait.ticket_no, kind := wait.kind, from_team := wait.from_team),
            (wait.to_at, wait.released_at, wait.handoff_no)
        ) filter (where wait.to_at <= slice.from_at) as passed
    from slice
    inner join wait
        on wait.ledger = slice.ledger and wait.root_no = slice.root_no and wait.from_at <= slice.from_at
    group by slice.ledger, slice.root_no, slice.from_at
)
select
    slice.ledger,
    slice.root_no,
    slice.from_at,
    slice.to_at,
    case when waited.waiting is not null then 'handoff' else 'hold' end as segment,
    coalesce(
        waited.waiting.team_id,
        case when waited.passed.kind = 'review' then waited.passed.from_team end,
        case when own_close.closed_at is null then own.owner end,
        root.owner
    ) as team_id,
    waited.waiting.handoff_no as handoff_no
from slice
left join waited
    on waited.ledger = slice.ledger and waited.root_no = slice.root_no and waited.from_at = slice.from_at
left join flow.ownership as own
    on own.ticket_no = waited.passed.ticket_no
    and slice.from_at >= own.from_at and slice.from_at < coalesce(own.to_at, 'infinity'::timestamp)
left join flow.close as own_close
    on own_close.ticket_no = waited.passed.ticket_no
    and slice.from_at >= own_close.closed_at and slice.from_at < coalesce(own_close.reopened_at, 'infinity'::timestamp)
left join flow.ownership as root
    on root.ticket_no = slice.root_no
    and slice.from_at >= root.from_at and slice.from_at < coalesce(root.to_at, 'infinity'::timestamp)
