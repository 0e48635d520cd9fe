-- Every wait that a median is made of, with whether it ended in a pickup: handoffs by release week, team queues by the
-- week of an item's first arrival (by creation or transfer; status owners, relabels and reopenings are left out).
-- A wait that did not end in a pickup is censored, not left out. One that had lasted entry_hours already when the history
-- of its source became complete was at risk from there on only (late entry); one that had ended by then is left out.
-- One row per population, clock and wait.
-- key: population, clock, wait_id
with handoff as (
    select
        'handoff' as population,
        handoff_id as wait_id,
        release_week_starts_on as week_starts_on,
        from_team,
        coalesce(to_team, 'UNOWNED') as to_team,
        kind,
        outcome = 'picked_up' as is_picked_up,
        elapsed_hours,
        elapsed_business_hours,
        entry_hours,
        entry_business_hours
    from flow.handoff
    where is_observed
),
queue as (
    select
        'queue' as population,
        source || ':' || ticket_id || ':' || team_id as wait_id,
        date_trunc('week', timezone(o.timezone, timezone('UTC', arrived_at)))::date as week_starts_on,
        '' as from_team,
        team_id as to_team,
        '' as kind,
        is_touched as is_picked_up,
        queue_hours as elapsed_hours,
        queue_business_hours as elapsed_business_hours,
        0 as entry_hours,
        0 as entry_business_hours
    from flow.queue_episode
    cross join core.organization as o
    where arrived_by in ('created', 'transfer')
    qualify row_number() over (partition by source, ticket_id, team_id order by arrived_at) = 1
)
select
    population, wait_id, week_starts_on, from_team, to_team, kind, 'wall' as clock, elapsed_hours as hours, entry_hours,
    is_picked_up
from (from handoff union all by name from queue)
union all
select
    population, wait_id, week_starts_on, from_team, to_team, kind, 'business', elapsed_business_hours,
    entry_business_hours, is_picked_up
from (from handoff union all by name from queue)
where elapsed_business_hours is not null
