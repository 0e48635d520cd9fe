-- The ownership ledger: who had the ball from when to when, with the rung of the ladder that decided and the event that
-- began it. At any instant from creation on exactly one owner; cause relabel is a reorganization, never a handoff.
-- Half-open; to_at null lasts.
-- One row per ticket and interval.
-- key: source, ticket_id, from_at
with turn as (
    select
        *,
        coalesce(owner <> lag(owner) over (partition by source, ticket_id order by from_at), true)::integer as begins
    from flow.owner_step
),
run as (
    select *, sum(begins) over (partition by source, ticket_id order by from_at) as run
    from turn
)
select
    source,
    ticket_id,
    min(from_at) as from_at,
    case when bool_and(to_at is not null) then max(to_at) end as to_at,
    any_value(owner) as owner,
    arg_min(rung, from_at) as rung,
    case
        when run = 1 then 'created'
        when arg_min(is_relabel, from_at) then 'relabel'
        else 'change'
    end as cause,
    arg_min(change_id, from_at) as change_id,
    count(*) filter (where is_slip) as slip_count
from run
group by source, ticket_id, run
