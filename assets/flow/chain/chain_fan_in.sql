-- How long what was done first waited for what was done last, in chains where a ticket has several blockers: from the first
-- blocker's completion until no other one is open, or the ticket itself is closed, or to as_of. What was linked later is waited
-- for from then on, and what was closed before its link never. Parallel waits count once.
-- One row per chain in which that took time.
-- key: root_number
with branch as (
    select
        member.root_number, blocker.ticket_number, blocker.linked_at, part.ended_at,
        min(part.ended_at) filter (where part.state = 'done') over (
            partition by blocker.ticket_number
        ) as first_done_at
    from (select * from core.blocker where unlinked_at > core.as_of()) as blocker
    inner join flow.chain_member as member on member.ticket_number = blocker.ticket_number
    inner join flow.work_item as part on part.ticket_number = blocker.blocker_number
    inner join (select ticket_number from core.ticket where is_counted) as counted_part
        on counted_part.ticket_number = part.ticket_number
    -- Of what was closed nobody knows when, nobody knows whether it was waited for.
    where blocker.ticket_number <> blocker.blocker_number and part.ended_at > blocker.linked_at
),
pause as (
    select
        branch.root_number,
        greatest(branch.first_done_at, branch.linked_at, chain.created_at) as from_at,
        least(branch.ended_at, waiting.ended_at, chain.ended_at) as to_at
    from branch
    inner join flow.chain as chain on chain.root_number = branch.root_number
    inner join flow.work_item as waiting on waiting.ticket_number = branch.ticket_number
    where branch.ended_at > branch.first_done_at and chain.ended_at is not null
),
new_pause as (
    select
        root_number,
        to_at,
        greatest(
            from_at,
            max(to_at) over (
                partition by root_number order by from_at, to_at
                rows between unbounded preceding and 1 preceding
            )
        ) as from_at
    from pause
)
-- Whole microseconds are added up, since a sum of fractions depends on its order.
select root_number, sum(epoch_us(to_at) - epoch_us(from_at))::bigint / 3600000000 as synchronization_hours
from new_pause
where to_at > from_at
group by root_number
