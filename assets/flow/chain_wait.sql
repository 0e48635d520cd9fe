-- The handoff waits of each chain, clipped to the chain's own time, in three ledgers: all; non_platform (between teams
-- of which none is a shared platform: the headline); critical (of these, those on the members that closed last). A wait
-- that took no time is kept: after it somebody else holds the ball.
-- One row per ledger, chain and handoff.
-- key: ledger, source, root_id, handoff_id
with involved as (
    select distinct event.handoff_id, member.source, member.root_id, member.is_critical, event.work_item_id as ticket_id
    from flow.handoff as event
    inner join flow.chain_member as member
        on member.source = event.source and member.ticket_id = event.work_item_id
    where event.work_item_kind = 'ticket'
    union all
    select event.handoff_id, member.source, member.root_id, bool_or(member.is_critical), null
    from flow.handoff as event
    inner join core.link as link
        on link.source = event.source and link.pull_request_id = event.work_item_id
    inner join flow.chain_member as member
        on member.source = link.ticket_source and member.ticket_id = link.ticket_id
    where event.work_item_kind = 'pull_request'
    group by event.handoff_id, member.source, member.root_id
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
    inner join flow.handoff as handoff on handoff.handoff_id = involved.handoff_id
    inner join flow.chain as chain on chain.source = involved.source and chain.root_id = involved.root_id
    where handoff.released_at < chain.ended_at and handoff.clock_ended_at >= chain.created_at
)
select ledger, clipped.*
from clipped
cross join (values ('all'), ('non_platform'), ('critical')) as l (ledger)
where ledger = 'all' or (not is_platform and (ledger = 'non_platform' or is_critical))
