-- The role of each handoff in the story of its chain: bounce (sent back with no work done, the second half of a reversal
-- on one ticket; reversals do not overlap, left to right), resend (the hop after a bounce, the way it first went), return
-- (the receiver, or a team that it succeeded, had the ball of this chain before, as owner or giver; every delivery), first.
-- Null while nobody has the ball.
-- One row per handoff of a ticket.
-- key: handoff_number
with reversal as (
    select
        *,
        is_back and not has_work_before as is_reversal,
        sum((not (is_back and not has_work_before))::integer)
            over (partition by ticket_number order by hop)
            as chapter
    from flow.ticket_hop
),
counted_reversal as (
    select
        *,
        is_reversal
        and sum(is_reversal::integer) over (partition by ticket_number, chapter order by hop) % 2
        = 1 as is_bounce
    from reversal
),
marked_hop as (
    select *, is_back and lag(is_bounce) over (partition by ticket_number order by hop) as is_resend
    from counted_reversal
),
holder as (
    select member.root_number, owned.owner as team_id, min(owned.from_at) as held_at
    from flow.ownership_interval as owned
    inner join flow.chain_member as member on member.ticket_number = owned.ticket_number
    group by all
    union all
    select member.root_number, handoff.from_team, min(handoff.released_at)
    from flow.ticket_handoff_outcome as handoff
    inner join flow.chain_member as member on member.ticket_number = handoff.ticket_number
    group by all
),
earlier_holder as (
    select root_number, team_id, min(held_at) as held_at
    from (
        from holder
        union all
        select holder.root_number, successor.successor_id, greatest(holder.held_at, successor.from_at)
        from holder
        inner join core.team_successor as successor on successor.team_id = holder.team_id
    )
    group by all
)
select
    handoff.handoff_number,
    case
        when handoff.to_team is null then null
        when marked_hop.is_bounce then 'bounce'
        when marked_hop.is_resend then 'resend'
        when handoff.kind = 'delivery' or earlier_holder.held_at < handoff.released_at then 'return'
        else 'first'
    end as role
from flow.ticket_handoff_outcome as handoff
left join marked_hop using (handoff_number)
inner join flow.chain_member as member on member.ticket_number = handoff.ticket_number
left join
    earlier_holder
    on earlier_holder.root_number = member.root_number and earlier_holder.team_id = handoff.to_team
