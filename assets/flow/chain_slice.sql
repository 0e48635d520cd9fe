-- The ball ledger cut at everything that could change it: in each slice either a handoff waits (for the receiver of the
-- newest one) or a team holds the ball: the owner of the ticket that was passed last, after a review the author's team,
-- else the owner of the root. is_active says whether some ticket of the chain was in a work status, and active_team
-- whose it was.
-- One row per ledger, chain and slice.
-- key: ledger, source, root_id, from_at
with step as (
    select member.root_id, step.*
    from flow.owner_step as step
    inner join flow.chain_member as member
        on member.source = step.source and member.ticket_id = step.ticket_id
),
cut as (
    select ledger, chain.source, chain.root_id, chain.created_at as cut_at
    from flow.chain as chain
    cross join (values ('all'), ('non_platform'), ('critical')) as l (ledger)
    union
    select ledger, chain.source, chain.root_id, step.from_at
    from flow.chain as chain
    inner join step on step.source = chain.source and step.root_id = chain.root_id
        and step.from_at > chain.created_at and step.from_at < chain.ended_at
    cross join (values ('all'), ('non_platform'), ('critical')) as l (ledger)
    union
    select ledger, source, root_id, unnest([from_at, to_at])
    from flow.chain_wait
),
slice as (
    select
        cut.ledger, cut.source, cut.root_id, cut.cut_at as from_at,
        coalesce(
            lead(cut.cut_at) over (partition by cut.ledger, cut.source, cut.root_id order by cut.cut_at),
            chain.ended_at
        ) as to_at
    from cut
    inner join flow.chain as chain on chain.source = cut.source and chain.root_id = cut.root_id
    where cut.cut_at >= chain.created_at and cut.cut_at < chain.ended_at
),
waiting as (
    select
        slice.ledger, slice.source, slice.root_id, slice.from_at,
        arg_max(wait.handoff_id, (wait.released_at, wait.handoff_id)) as handoff_id,
        arg_max(coalesce(wait.to_team, 'UNOWNED'), (wait.released_at, wait.handoff_id)) as team_id
    from slice
    inner join flow.chain_wait as wait
        on wait.ledger = slice.ledger and wait.source = slice.source and wait.root_id = slice.root_id
        and wait.from_at <= slice.from_at and wait.to_at > slice.from_at
    group by all
),
passed as (
    select
        slice.ledger, slice.source, slice.root_id, slice.from_at,
        arg_max(wait.ticket_id, (wait.to_at, wait.released_at, wait.handoff_id)) as ticket_id,
        arg_max(wait.kind, (wait.to_at, wait.released_at, wait.handoff_id)) as kind,
        arg_max(wait.from_team, (wait.to_at, wait.released_at, wait.handoff_id)) as from_team
    from slice
    inner join flow.chain_wait as wait
        on wait.ledger = slice.ledger and wait.source = slice.source and wait.root_id = slice.root_id
        and wait.to_at <= slice.from_at
    group by all
),
active as (
    select
        slice.ledger, slice.source, slice.root_id, slice.from_at,
        arg_max(step.owner, (step.from_at, step.ticket_id)) as team_id
    from slice
    inner join step
        on step.source = slice.source and step.root_id = slice.root_id and step.is_work and not step.is_done
        and step.from_at <= slice.from_at and coalesce(step.to_at, 'infinity'::timestamp) > slice.from_at
    group by all
)
select
    slice.ledger,
    slice.source,
    slice.root_id,
    slice.from_at,
    slice.to_at,
    case when waiting.handoff_id is not null then 'handoff' else 'hold' end as segment,
    coalesce(
        waiting.team_id,
        case when passed.kind = 'review' then passed.from_team end,
        case when not own.is_done then own.owner end,
        root.owner
    ) as team_id,
    waiting.handoff_id,
    active.team_id is not null as is_active,
    active.team_id as active_team
from slice
left join waiting
    on waiting.ledger = slice.ledger and waiting.source = slice.source and waiting.root_id = slice.root_id
    and waiting.from_at = slice.from_at
left join passed
    on passed.ledger = slice.ledger and passed.source = slice.source and passed.root_id = slice.root_id
    and passed.from_at = slice.from_at
left join active
    on active.ledger = slice.ledger and active.source = slice.source and active.root_id = slice.root_id
    and active.from_at = slice.from_at
asof left join flow.owner_step as own
    on own.source = slice.source and own.ticket_id = passed.ticket_id and slice.from_at >= own.from_at
asof left join flow.owner_step as root
    on root.source = slice.source and root.ticket_id = slice.root_id and slice.from_at >= root.from_at
