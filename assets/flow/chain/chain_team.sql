-- The teams of each chain: owners of its tickets, givers and receivers of its handoffs; a relabel adds none. A team is
-- there from its first part in it on: of a blocker's owner not before the blocker was linked, of a receiver not before
-- it was routed to. is_only_with_platform is true of one that only a handoff with a shared platform team brought in.
-- One row per chain and team.
-- key: root_number, team_id
with part as (
    select
        member.root_number, owned.owner as team_id, false as is_platform_handoff,
        greatest(owned.from_at, member.joined_at) as from_at
    from flow.ownership_interval as owned
    inner join flow.chain_member as member on member.ticket_number = owned.ticket_number
    where owned.is_arrival
    union all
    select root_number, from_team, is_platform, from_at
    from flow.chain_wait
    where ledger = 'all'
    union all
    select wait.root_number, wait.to_team, wait.is_platform, greatest(wait.from_at, handoff.routed_at)
    from flow.chain_wait as wait
    inner join flow.handoff as handoff on handoff.handoff_number = wait.handoff_number
    where wait.ledger = 'all'
)
select
    part.root_number,
    part.team_id,
    any_value(team.is_platform_shared) as is_platform_shared,
    bool_and(part.is_platform_handoff) as is_only_with_platform,
    coalesce(min(part.from_at) filter (where not part.is_platform_handoff), min(part.from_at)) as from_at
from part
inner join core.team as team on team.team_id = part.team_id and not team.is_pseudo
group by part.root_number, part.team_id
