-- The role of each passage in the story of its chain: bounce (sent back with no work done, the second half of a reversal
-- on one ticket; reversals do not overlap, left to right), resend (the leg after a bounce, the way it first went), return
-- (the receiver, or a team that it succeeded, had the ball of this chain before, as owner or giver; every delivery), first.
-- Null while nobody has the ball.
-- One row per passage.
-- key: source, ticket_id, kind, released_at, release_event_id
with reversal as (
    select
        *,
        is_back and not has_work_before as is_reversal,
        sum((not (is_back and not has_work_before))::integer) over (partition by source, ticket_id order by leg) as chapter
    from flow.leg
),
counted as (
    select
        *,
        is_reversal
        and sum(is_reversal::integer) over (partition by source, ticket_id, chapter order by leg) % 2 = 1 as is_bounce
    from reversal
),
told as (
    select *, is_back and lag(is_bounce) over (partition by source, ticket_id order by leg) as is_resend
    from counted
),
holder as (
    select member.source, member.root_id, turn.owner as team_id, min(turn.from_at) as held_at
    from flow.turn as turn
    inner join flow.chain_member as member on member.source = turn.source and member.ticket_id = turn.ticket_id
    group by all
    union all
    select member.source, member.root_id, passage.from_team, min(passage.released_at)
    from flow.passage_outcome as passage
    inner join flow.chain_member as member
        on member.source = passage.source and member.ticket_id = passage.ticket_id
    group by all
),
earlier as (
    select source, root_id, team_id, min(held_at) as held_at
    from (
        from holder
        union all
        select holder.source, holder.root_id, successor.successor_id, greatest(holder.held_at, successor.from_at)
        from holder
        inner join core.team_successor as successor on successor.team_id = holder.team_id
    )
    group by all
)
select
    passage.source,
    passage.ticket_id,
    passage.kind,
    passage.released_at,
    passage.release_event_id,
    case
        when passage.to_team is null then null
        when told.is_bounce then 'bounce'
        when told.is_resend then 'resend'
        when passage.kind = 'delivery' or earlier.held_at < passage.released_at then 'return'
        else 'first'
    end as role
from flow.passage_outcome as passage
left join told using (source, ticket_id, kind, released_at, release_event_id)
inner join flow.chain_member as member
    on member.source = passage.source and member.ticket_id = passage.ticket_id
left join earlier
    on earlier.source = passage.source and earlier.root_id = member.root_id and earlier.team_id = passage.to_team
