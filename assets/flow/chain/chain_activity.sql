-- How long some ticket of the chain was in a work status (the union, nothing twice), in hours and in working hours of the
-- team that had it: of several at work at once, the one that began last.
-- One row per chain.
-- key: root_number
with work as (
    select
        chain.root_number, owned_state.ticket_number, owned_state.owner, owned_state.from_at as began_at,
        greatest(owned_state.from_at, chain.created_at) as from_at,
        least(owned_state.to_at, chain.ended_at) as to_at
    from flow.owned_state as owned_state
    inner join flow.chain_member as member on member.ticket_number = owned_state.ticket_number
    inner join flow.chain as chain
        on chain.root_number = member.root_number
        and owned_state.from_at < chain.ended_at and owned_state.to_at > chain.created_at
    where owned_state.is_work and not owned_state.is_done
),
parallel as (
    select root_number
    from flow.chain_member
    group by root_number
    having count(*) > 1
),
parallel_work as (
    select work.*
    from work
    semi join parallel on parallel.root_number = work.root_number
),
cut as (
    select distinct root_number, unnest([from_at, to_at]) as cut_at
    from parallel_work
),
slice as (
    select
        root_number, cut_at as from_at,
        lead(cut_at) over (partition by root_number order by cut_at) as to_at
    from cut
),
active_slice as (
    select
        slice.root_number,
        arg_max(parallel_work.owner, (parallel_work.began_at, parallel_work.ticket_number)) as owner,
        slice.from_at, slice.to_at
    from slice
    inner join parallel_work
        on parallel_work.root_number = slice.root_number
        and parallel_work.from_at <= slice.from_at and parallel_work.to_at > slice.from_at
    group by slice.root_number, slice.from_at, slice.to_at
    union all
    select work.root_number, work.owner, work.from_at, work.to_at
    from work
    anti join parallel on parallel.root_number = work.root_number
),
measured_slice as (
    select
        active_slice.root_number,
        epoch(active_slice.to_at - active_slice.from_at) as seconds,
        core.working_seconds(last_day, active_slice.to_at)
        - core.working_seconds(first_day, active_slice.from_at) as business_seconds
    from active_slice
    left join core.team as team on team.team_id = active_slice.owner
    left join core.calendar_clock as first_day
        on first_day.calendar = team.calendar and first_day.day_on = active_slice.from_at::date
    left join core.calendar_clock as last_day
        on last_day.calendar = team.calendar and last_day.day_on = active_slice.to_at::date
)
-- Whole microseconds are added up, since a sum of fractions depends on its order.
select
    root_number,
    sum((seconds * 1000000)::bigint) / 3600000000 as active_hours,
    sum((business_seconds * 1000000)::bigint) / 3600000000 as active_business_hours
from measured_slice
group by root_number
