-- The handoff waits of each chain, clipped to the chain's own time, in three ledgers: all; non_platform (between teams
-- of which none is a shared platform: the headline); critical (of these, those on the members that closed last). A wait
-- that took no time is kept: after it somebody else holds the ball.
-- One row per ledger, chain and handoff.
-- key: ledger, root_no, handoff_no
with involved as (
    select event.handoff_no, member.root_no, member.is_critical, event.ticket_no
    from flow.handoff as event
    inner join flow.chain_member as member on member.ticket_no = event.ticket_no
    union all
    select event.handoff_no, member.root_no, bool_or(member.is_critical), null
    from flow.handoff as event
    inner join core.link as link
        on link.source = event.source and link.pull_request_id = event.pull_request_id
    inner join core.ticket as ticket on ticket.source = link.ticket_source and ticket.ticket_id = link.ticket_id
    inner join flow.chain_member as member on member.ticket_no = ticket.ticket_no
    group by event.handoff_no, member.root_no
),
clipped as (
    select
        involved.*,
        handoff.kind,
        handoff.from_team,
        handoff.to_team,
        handoff.is_platform,
        handoff.released_at,
        greatest(handoff.released_at, chain.created_at) as from_at,
        least(handoff.clock_ended_at, chain.ended_at) as to_at
    from involved
    inner join flow.handoff as handoff on handoff.handoff_no = involved.handoff_no
    inner join flow.chain as chain on chain.root_no = involved.root_no
    where handoff.released_at < chain.ended_at and handoff.clock_ended_at >= chain.created_at
)
select ledger, clipped.*
from clipped
cross join (values ('all'), ('non_platform'), ('critical')) as l (ledger)
where ledger = 'all' or (not is_platform and (ledger = 'non_platform' or is_critical))
