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
    run.change_id
from run
