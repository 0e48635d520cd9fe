-- The role of each passage of a ticket in its story: bounce (sent back with no work done, the second half of a reversal;
-- reversals do not overlap, left to right), resend (the leg after a bounce, the way it first went), return (the
-- receiver owned this ticket before), first.
-- One row per passage.
-- key: source, ticket_id, released_at
with leg as (
    select
        *,
        from_team = lag(to_team) over legs and to_team = lag(from_team) over legs as is_reversed,
        lag(has_work) over legs as worked
    from flow.transfer
    window legs as (partition by source, ticket_id order by released_at)
),
reversal as (
    select
        *,
        coalesce(is_reversed and not worked, false) as is_reversal,
        sum((not coalesce(is_reversed and not worked, false))::integer) over (
            partition by source, ticket_id order by released_at
        ) as chapter
    from leg
),
counted as (
    select
        *,
        is_reversal
        and sum(is_reversal::integer) over (
            partition by source, ticket_id, chapter order by released_at
        ) % 2 = 1 as is_bounce
    from reversal
)
select
    counted.source,
    counted.ticket_id,
    counted.released_at,
    case
        when counted.to_team is null then null
        when counted.is_bounce then 'bounce'
        when counted.is_reversed
            and lag(counted.is_bounce) over (
                partition by counted.source, counted.ticket_id order by counted.released_at
            ) then 'resend'
        when exists (
            select 1 from flow.owner_step as step
            where step.source = counted.source and step.ticket_id = counted.ticket_id
                and step.owner = counted.to_team and step.from_at < counted.released_at
        ) then 'return'
        else 'first'
    end as role
from counted
