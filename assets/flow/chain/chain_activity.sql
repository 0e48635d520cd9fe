-- How long some ticket of the chain was in a work status (the union, nothing twice), in hours and in working hours of the
-- team that had it: of several at work at once, the one that began last.
-- One row per chain.
-- key: root_no
with work as (
    select
        chain.root_no, step.ticket_no, step.owner, step.from_at as began_at,
        greatest(step.from_at, chain.created_at) as from_at,
        least(coalesce(step.to_at, 'infinity'::timestamp), chain.ended_at) as to_at
    from flow.owner_step as step
    inner join flow.chain_member as member on member.ticket_no = step.ticket_no
    inner join flow.chain as chain
        on chain.root_no = member.root_no
        and step.from_at < chain.ended_at and coalesce(step.to_at, 'infinity'::timestamp) > chain.created_at
    where step.is_work and not step.is_done
),
parallel as (
    select root_no
    from flow.chain_member
    group by root_no
    having count(*) > 1
),
shared as (
    select work.*
    from work
    semi join parallel on parallel.root_no = work.root_no
),
cut as (
    select distinct root_no, unnest([from_at, to_at]) as cut_at
    from shared
),
slice as (
    select
        root_no, cut_at as from_at,
        lead(cut_at) over (partition by root_no order by cut_at) as to_at
    from cut
),
active as (
    select
        slice.root_no,
        arg_max(shared.owner, (shared.began_at, shared.ticket_no)) as owner,
        slice.from_at, slice.to_at
    from slice
    inner join shared
        on shared.root_no = slice.root_no
        and shared.from_at <= slice.from_at and shared.to_at > slice.from_at
    group by slice.root_no, slice.from_at, slice.to_at
    union all
    select work.root_no, work.owner, work.from_at, work.to_at
    from work
    anti join parallel on parallel.root_no = work.root_no
),
measured as (
    select
        active.root_no,
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
    root_no,
    sum((seconds * 1000000)::bigint) / 3600000000 as active_hours,
    sum((business_seconds * 1000000)::bigint) / 3600000000 as active_business_hours
from measured
group by root_no
