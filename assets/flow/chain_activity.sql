-- How long some ticket of the chain was in a work status (the union, nothing twice), in hours and in working hours of the
-- team that had it: of several at work at once, the one that began last.
-- One row per chain.
-- key: source, root_id
with work as (
    select
        chain.source, chain.root_id, step.ticket_id, step.owner, step.from_at as began_at,
        greatest(step.from_at, chain.created_at) as from_at,
        least(coalesce(step.to_at, 'infinity'::timestamp), chain.ended_at) as to_at
    from flow.owner_step as step
    inner join flow.chain_member as member
        on member.source = step.source and member.ticket_id = step.ticket_id
    inner join flow.chain as chain
        on chain.source = member.source and chain.root_id = member.root_id
        and step.from_at < chain.ended_at and coalesce(step.to_at, 'infinity'::timestamp) > chain.created_at
    where step.is_work and not step.is_done
),
parallel as (
    select source, root_id
    from flow.chain_member
    group by source, root_id
    having count(*) > 1
),
shared as (
    select work.*
    from work
    semi join parallel on parallel.source = work.source and parallel.root_id = work.root_id
),
cut as (
    select distinct source, root_id, unnest([from_at, to_at]) as cut_at
    from shared
),
slice as (
    select
        source, root_id, cut_at as from_at,
        lead(cut_at) over (partition by source, root_id order by cut_at) as to_at
    from cut
),
active as (
    select
        slice.source, slice.root_id,
        arg_max(shared.owner, (shared.began_at, shared.ticket_id)) as owner,
        slice.from_at, slice.to_at
    from slice
    inner join shared
        on shared.source = slice.source and shared.root_id = slice.root_id
        and shared.from_at <= slice.from_at and shared.to_at > slice.from_at
    group by slice.source, slice.root_id, slice.from_at, slice.to_at
    union all
    select work.source, work.root_id, work.owner, work.from_at, work.to_at
    from work
    anti join parallel on parallel.source = work.source and parallel.root_id = work.root_id
),
measured as (
    select
        active.source,
        active.root_id,
        epoch(active.to_at - active.from_at) as seconds,
        core.working_seconds(last_day, active.to_at) - core.working_seconds(first_day, active.from_at) as business_seconds
    from active
    left join core.team as team on team.team_id = active.owner
    left join core.calendar_clock as first_day
        on first_day.calendar = team.calendar and first_day.day_on = active.from_at::date
    left join core.calendar_clock as last_day
        on last_day.calendar = team.calendar and last_day.day_on = active.to_at::date
)
-- Whole microseconds are added up, since a sum of fractions depends on its order.
select
    source,
    root_id,
    sum((seconds * 1000000)::bigint) / 3600000000 as active_hours,
    sum((business_seconds * 1000000)::bigint) / 3600000000 as active_business_hours
from measured
group by source, root_id
