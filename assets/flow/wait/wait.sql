-- Every wait that a median is made of, with whether it ended in a pickup: handoffs by release week, team queues by the
-- week of an item's first arrival (by creation or transfer; status owners, relabels and reopenings are left out), and the
-- same queues with the team's first work for the pickup (queue_start).
-- A wait that did not end in a pickup is censored, not left out. One that had lasted entry_hours already when the history
-- of its source became complete was at risk from there on only (late entry); one that had ended by then is left out.
-- In hours by the wall clock, and by the receiver's calendar (null where there is none). wait_number is the number of the
-- handoff, or of the ticket that waited in to_team's queue.
-- One row per population and wait.
-- key: population, wait_number, to_team
with arrival as (
    select *
    from flow.queue_episode
    where arrived_by in ('created', 'transfer')
    qualify row_number() over (partition by ticket_number, team_id order by arrived_at) = 1
)
select
    'handoff' as population,
    handoff_number as wait_number,
    release_week_starts_on as week_starts_on,
    from_team,
    coalesce(to_team, core.unowned()) as to_team,
    kind,
    outcome = 'picked_up' as is_picked_up,
    elapsed_hours as hours,
    entry_hours,
    elapsed_business_hours as business_hours,
    entry_business_hours
from flow.handoff
where is_observed
union all
select
    'queue',
    arrival.ticket_number,
    date_trunc('week', timezone(o.timezone, timezone('UTC', arrival.arrived_at)))::date,
    '',
    arrival.team_id,
    '',
    arrival.is_touched,
    arrival.queue_hours,
    0,
    arrival.queue_business_hours,
    0
from arrival
cross join core.organization as o
union all
select
    'queue_start',
    start.ticket_number,
    date_trunc('week', timezone(o.timezone, timezone('UTC', start.arrived_at)))::date,
    '',
    start.team_id,
    '',
    start.is_started,
    start.start_hours,
    0,
    start.start_business_hours,
    0
from flow.queue_start as start
cross join core.organization as o
