-- The role of each passage in the story of its chain: bounce (sent back with no work done, the second half of a reversal
-- on one ticket; reversals do not overlap, left to right), resend (the leg after a bounce, the way it first went), return
-- (the receiver, or a team that it succeeded, had the ball of this chain before, as owner or giver; every delivery), first.
-- Null while nobody has the ball.
-- One row per passage.
-- key: passage_no
with reversal as (
    select
        *,
        is_back and not has_work_before as is_reversal,
        sum((not (is_back and not has_work_before))::integer) over (partition by ticket_no order by leg) as chapter
    from flow.leg
),
counted as (
    select
        *,
        is_reversal
        and sum(is_reversal::integer) over (partition by ticket_no, chapter order by leg) % 2 = 1 as is_bounce
    from reversal
),
told as (
    select *, is_back and lag(is_bounce) over (partition by ticket_no order by leg) as is_resend
    from counted
),
holder as (
    select member.root_no, turn.owner as team_id, min(turn.from_at) as held_at
    from flow.turn as turn
    inner join flow.chain_member as member on member.ticket_no = turn.ticket_no
    group by all
    union all
    select member.root_no, passage.from_team, min(passage.released_at)
    from flow.passage_outcome as passage
    inner join flow.chain_member as member on member.ticket_no = passage.ticket_no
    group by all
),
earlier as (
    select root_no, team_id, min(held_at) as held_at
    from (
        from holder
        union all
        select holder.root_no, successor.successor_id, greatest(holder.held_at, successor.from_at)
        from holder
        inner join core.team_successor as successor on successor.team_id = holder.team_id
    )
    group by all
)
select
    passage.passage_no,
    case
        when passage.to_team is null then null
        when told.is_bounce then 'bounce'
        when told.is_resend then 'resend'
        when passage.kind = 'delivery' or earlier.held_at < passage.released_at then 'return'
        else 'first'
    end as role
from flow.passage_outcome as passage
left join told using (passage_no)
inner join flow.chain_member as member on member.ticket_no = passage.ticket_no
left join earlier on earlier.root_no = member.root_no and earlier.team_id = passage.to_team
