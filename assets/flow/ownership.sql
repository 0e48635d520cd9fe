-- The ownership ledger: who had the ball from when to when, with the rung of the ladder that decided and the event that
-- began it. At any instant from creation on exactly one owner; cause relabel is a reorganization, never a handoff.
-- Half-open; to_at null lasts.
-- One row per ticket and interval.
-- key: source, ticket_id, from_at
with run as (
    select *, row_number() over runs as run, lead(from_at) over runs as next_at
    from flow.turn
    where owner is distinct from owner_before
    window runs as (partition by source, ticket_id order by from_at)
),
slip as (
    select run.source, run.ticket_id, run.run, count(*) as slips
    from run
    inner join (select source, ticket_id, from_at from flow.owner_step where is_slip) as step
        on step.source = run.source and step.ticket_id = run.ticket_id
        and step.from_at >= run.from_at and step.from_at < coalesce(run.next_at, 'infinity'::timestamp)
    group by run.source, run.ticket_id, run.run
)
select
    run.source,
    run.ticket_id,
    run.from_at,
    run.next_at as to_at,
    run.owner,
    run.rung,
    case
        when run.run = 1 then 'created'
        when run.is_relabel then 'relabel'
        else 'change'
    end as cause,
    run.change_id,
    coalesce(slip.slips, 0) as slip_count
from run
left join slip on slip.source = run.source and slip.ticket_id = run.ticket_id and slip.run = run.run
