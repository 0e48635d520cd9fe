-- Every wait that a median is made of, and what became of it: handoffs by release week, team queues by the
-- week of an item's first arrival (by creation or transfer; status owners, relabels and reopenings are left out), and both
-- with the first work for the pickup (handoff_start, queue_start). from_team is who gave the work, or asked for it.
-- A wait that did not end in a pickup is censored, not left out. One that had lasted entry_hours already when the history
-- of its source became complete was at risk from there on only (late entry); one that had ended by then is left out.
-- follow_up_hours is how long it could have been watched: to as_of.
-- opened_by: who opened the work item: a human, an agent or a bot; null where nobody knows.
-- In hours by the wall clock, and by the receiver's calendar (null where there is none). wait_number is the number of the
-- handoff, or of the ticket that waited in to_team's queue. chain_key names the chain that it is part of from run to run.
-- One row per population and wait.
-- key: population, wait_number, to_team
with pull_root as (
    select
        link.source,
        link.pull_request_id,
        arg_max(member.root_number, (link.confidence, -member.root_number)) as root_number
    from core.link as link
    inner join core.ticket as ticket
        on ticket.source = link.ticket_source and ticket.ticket_id = link.ticket_id
    inner join flow.chain_member as member on member.ticket_number = ticket.ticket_number
    group by link.source, link.pull_request_id
),
handoff_wait as (
    select
        handoff.handoff_number as wait_number,
        handoff.release_week_starts_on as week_starts_on,
        handoff.from_team,
        coalesce(handoff.to_team, core.unowned()) as to_team,
        handoff.kind,
        handoff.released_at as began_at,
        coalesce(member.root_number, pull_root.root_number, handoff.ticket_number) as root_number,
        case when handoff.ticket_number is null then 'review' else 'ticket' end as layer,
        handoff.source,
        handoff.pull_request_id,
        ticket.ticket_id,
        handoff.outcome,
        handoff.start_outcome,
        handoff.elapsed_hours,
        handoff.elapsed_business_hours,
        handoff.start_elapsed_hours,
        handoff.start_elapsed_business_hours,
        handoff.entry_hours,
        handoff.entry_business_hours
    from flow.handoff as handoff
    left join core.ticket as ticket on ticket.ticket_number = handoff.ticket_number
    left join flow.chain_member as member on member.ticket_number = handoff.ticket_number
    left join pull_root
        on pull_root.source = handoff.source and pull_root.pull_request_id = handoff.pull_request_id
),
queue_arrival as (
    select
        episode.*,
        demand.requester_team,
        case
            when episode.is_touched then 'picked_up'
            when episode.is_closed_by_automation then 'closed_by_automation'
            when episode.left_by = 'closed' then 'cancelled'
            when episode.left_by = 'passed' then 'forwarded'
            else 'open'
        end as outcome
    from flow.queue_episode as episode
    inner join flow.demand as demand
        on demand.ticket_number = episode.ticket_number
        and demand.team_id = episode.team_id
        and demand.arrived_at = episode.arrived_at
),
queue_wait as (
    select
        arrival.ticket_number as wait_number,
        date_trunc('week', timezone(o.timezone, timezone('UTC', arrival.arrived_at)))::date
            as week_starts_on,
        arrival.requester_team as from_team,
        arrival.team_id as to_team,
        '' as kind,
        arrival.arrived_at as began_at,
        coalesce(member.root_number, arrival.ticket_number) as root_number,
        'ticket' as layer,
        ticket.source,
        null as pull_request_id,
        ticket.ticket_id,
        arrival.outcome,
        case
            when start.is_started then 'picked_up'
            when start.left_by = 'closed' and start.is_closed_by_automation then 'closed_by_automation'
            when start.left_by = 'closed' then 'cancelled'
            when start.left_by = 'passed' then 'forwarded'
            else 'open'
        end as start_outcome,
        arrival.queue_hours as elapsed_hours,
        arrival.queue_business_hours as elapsed_business_hours,
        start.start_hours as start_elapsed_hours,
        start.start_business_hours as start_elapsed_business_hours,
        epoch(greatest(arrival.arrived_at, source.history_from) - arrival.arrived_at) / 3600 as entry_hours,
        core.business_hours(
            first_day, arrival.arrived_at, entry_day, greatest(arrival.arrived_at, source.history_from)
        ) as entry_business_hours
    from queue_arrival as arrival
    cross join core.organization as o
    inner join core.ticket as ticket on ticket.ticket_number = arrival.ticket_number
    inner join core.source as source on source.source = ticket.source
    inner join core.team as team on team.team_id = arrival.team_id
    inner join flow.queue_start as start
        on start.ticket_number = arrival.ticket_number and start.team_id = arrival.team_id
    left join flow.chain_member as member on member.ticket_number = arrival.ticket_number
    left join core.calendar_clock as first_day
        on first_day.calendar = team.calendar and first_day.day_on = arrival.arrived_at::date
    left join core.calendar_clock as entry_day
        on entry_day.calendar = team.calendar
        and entry_day.day_on = greatest(arrival.arrived_at, source.history_from)::date
),
population_wait as (
    select
        'handoff' as population,
        wait.* exclude (start_outcome, start_elapsed_hours, start_elapsed_business_hours)
    from handoff_wait as wait
    union all by name
    select
        'handoff_start' as population,
        wait.* exclude (start_outcome, start_elapsed_hours, start_elapsed_business_hours) replace (
            case when start_outcome = 'started' then 'picked_up' else start_outcome end as outcome,
            start_elapsed_hours as elapsed_hours,
            start_elapsed_business_hours as elapsed_business_hours
        )
    from handoff_wait as wait
    union all by name
    select
        'queue' as population,
        wait.* exclude (start_outcome, start_elapsed_hours, start_elapsed_business_hours)
    from queue_wait as wait
    union all by name
    select
        'queue_start' as population,
        wait.* exclude (start_outcome, start_elapsed_hours, start_elapsed_business_hours) replace (
            start_outcome as outcome,
            start_elapsed_hours as elapsed_hours,
            start_elapsed_business_hours as elapsed_business_hours
        )
    from queue_wait as wait
)
select
    wait.population,
    wait.wait_number,
    md5_number_lower(
        coalesce(
            concat_ws(':', root.source, root.ticket_id),
            concat_ws(':', wait.source, 'pull', wait.pull_request_id)
        )
    ) as chain_key,
    wait.week_starts_on,
    wait.from_team,
    wait.to_team,
    wait.kind,
    wait.layer,
    wait.began_at,
    opening.opened_by,
    case
        when
            wait.outcome in (
                'picked_up', 'cancelled', 'closed_by_automation', 'forwarded', 'dissolved_by_reorg', 'open'
            )
            then wait.outcome
        else 'returned'
    end as outcome,
    wait.outcome = 'picked_up' as is_picked_up,
    wait.elapsed_hours as hours,
    wait.entry_hours,
    epoch(core.as_of() - wait.began_at) / 3600 as follow_up_hours,
    wait.elapsed_business_hours as business_hours,
    wait.entry_business_hours,
    core.business_hours(first_day, wait.began_at, last_day, core.as_of()) as follow_up_business_hours
from population_wait as wait
left join core.ticket as root on root.ticket_number = wait.root_number
left join flow.work_opening as opening
    on opening.work_item_kind = case when wait.pull_request_id is null then 'ticket' else 'pull_request' end
    and opening.source = wait.source and opening.work_item_id = coalesce(wait.pull_request_id, wait.ticket_id)
left join core.team as team on team.team_id = wait.to_team
left join core.calendar_clock as first_day
    on first_day.calendar = team.calendar and first_day.day_on = wait.began_at::date
left join core.calendar_clock as last_day
    on last_day.calendar = team.calendar and last_day.day_on = core.as_of()::date
where wait.entry_hours = 0 or wait.elapsed_hours > wait.entry_hours
