-- The ownership ledger: who had the ball from when to when, with the rung of the ladder that decided and the event that
-- began it. At any instant from creation on exactly one owner; cause relabel is a reorganization, never a handoff.
-- Half-open; infinite while it lasts.
-- One row per ticket and interval.
-- key: ticket_number, from_at
with owner_run as (
    select *, row_number() over runs as run, lead(from_at, 1, 'infinity'::timestamp) over runs as next_at
    from flow.ownership_interval
    where owner is distinct from owner_before
    window runs as (partition by ticket_number order by from_at)
)
select
    owner_run.ticket_number,
    owner_run.from_at,
    owner_run.next_at as to_at,
    owner_run.owner,
    owner_run.rung,
    case
        when owner_run.run = 1 then 'created'
        when owner_run.is_relabel then 'relabel'
        else 'change'
    end as cause,
    owner_run.change_id
from owner_run
