-- How long what was asked of a team took, by who asked, over 4 and 13 weeks of arrival that end with each week: to the first
-- touch, to the first work (the waits of flow.wait), and to the completion. Beside the Kaplan-Meier 85th percentiles stands
-- what the team promises, and how the promise was kept: attainment is the Kaplan-Meier share that was served within the
-- promised hours, known only where all arrivals could be watched for so long (is_mature; without a promise, for tau).
-- requester_class is internal (the team itself), team, customer, unknown, or * for all.
-- One row per target, period, team and class in which something arrived.
-- key: target, period, period_starts_on, team_id, requester_class
with arrival as (
    select
        case population when 'queue' then 'touch' else 'start' end as target,
        to_team as team_id, from_team as requester_team, week_starts_on,
        outcome, hours, business_hours, follow_up_business_hours
    from flow.wait
    where population in ('queue', 'queue_start')
    union all by name
    select
        'done' as target,
        done.* exclude (ticket_number, arrived_at, ended_at),
        date_trunc('week', timezone(o.timezone, timezone('UTC', done.arrived_at)))::date as week_starts_on
    from flow.queue_done as done
    cross join core.organization as o
)
select
    arrival.* exclude (requester_team, week_starts_on),
    case
        when arrival.requester_team = arrival.team_id then 'internal'
        when arrival.requester_team = core.customer() then 'customer'
        when arrival.requester_team = core.unknown() then 'unknown'
        else 'team'
    end as requester_class,
    (arrival.week_starts_on - bound.first_on) // 7 as week_number,
    bound.first_on,
    bound.week_count,
    case arrival.target
        when 'touch' then team.service_level.touch_business_hours
        when 'start' then team.service_level.start_business_hours
        else team.service_level.done_business_hours
    end as promised_business_hours,
    team.service_level.share as promised_share,
    coalesce(o.tau_business_hours, 80)::double as tau_business_hours
from arrival
cross join core.organization as o
cross join (
    select min(week_starts_on) as first_on, count(*) as week_count
    from core.week
    where is_observed
) as bound
inner join core.team as team on team.team_id = arrival.team_id
where arrival.week_starts_on >= bound.first_on and arrival.business_hours is not null
