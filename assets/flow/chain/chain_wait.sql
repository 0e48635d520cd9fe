-- The handoff waits of each chain, clipped to the chain's own time, in three ledgers: all; non_platform (between teams
-- of which none is a shared platform: the headline); critical (of these, those on the members that closed last). A wait
-- that took no time is kept: after it somebody else holds the ball.
-- One row per ledger, chain and handoff.
-- key: ledger, root_number, handoff_number
with chain_handoff as (
    select handoff.handoff_number, member.root_number, member.is_critical, handoff.ticket_number
    from flow.handoff as handoff
    inner join flow.chain_member as member on member.ticket_number = handoff.ticket_number
    union all
    select handoff.handoff_number, member.root_number, bool_or(member.is_critical), null
    from flow.handoff as handoff
    inner join core.link as link
        on link.source = handoff.source and link.pull_request_id = handoff.pull_request_id
    inner join
        core.ticket as ticket
        on ticket.source = link.ticket_source and ticket.ticket_id = link.ticket_id
    inner join flow.chain_member as member on member.ticket_number = ticket.ticket_number
    group by handoff.handoff_number, member.root_number
),
clipped_wait as (
    select
        chain_handoff.*,
        handoff.kind,
        handoff.from_team,
        handoff.to_team,
        handoff.is_platform,
        handoff.released_at,
        greatest(handoff.released_at, chain.created_at) as from_at,
        least(handoff.clock_ended_at, chain.ended_at) as to_at
    from chain_handoff
    inner join flow.handoff as handoff on handoff.handoff_number = chain_handoff.handoff_number
    inner join flow.chain as chain on chain.root_number = chain_handoff.root_number
    where handoff.released_at < chain.ended_at and handoff.clock_ended_at >= chain.created_at
)
select ledger, clipped_wait.*
from clipped_wait
cross join (values ('all'), ('non_platform'), ('critical')) as l (ledger)
where ledger = 'all' or (not is_platform and (ledger = 'non_platform' or is_critical))
