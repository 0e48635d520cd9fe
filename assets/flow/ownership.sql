-- The ownership ledger: who had the ball from when to when, with the rung of the ladder that decided and the event that
-- began it. At any instant from creation on exactly one owner; cause relabel is a reorganization, never a handoff.
-- Half-open; to_at null lasts.
-- One row per ticket and interval.
-- key: ticket_no, from_at
with run as (
    select *, row_number() over runs as run, lead(from_at) over runs as next_at
    from flow.turn
    where owner is distinct from owner_before
    window runs as (partition by ticket_no order by from_at)
),
slip as (
    select run.ticket_no, run.run, count(*) as slips
    from run
    inner join (select ticket_no, from_at from flow.owner_step where is_slip) as step
        on step.ticket_no = run.ticket_no
        and step.from_at >= run.from_at and step.from_at < coalesce(run.next_at, 'infinity'::timestamp)
    group by run.ticket_no, run.run
)
select
    run.ticket_no,
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
left join slip on slip.ticket_no = run.ticket_no and slip.run = run.run
