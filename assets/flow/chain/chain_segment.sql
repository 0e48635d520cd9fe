-- The ball ledger of each chain: who held the ball, and who was waited for, from creation to the end, without gaps or
-- overlaps: the hours of a ledger add up to the chain's lead time (a blocking check). Where nobody was waited for, that is
-- the ownership of the root. Working hours are the holder's or the receiver's; null where that is nobody's calendar.
-- One row per ledger, chain and segment.
-- key: ledger, root_number, from_at
with slice_start as (
    select
        *,
        coalesce(
            segment <> lag(segment) over slices or team_id <> lag(team_id) over slices
            or handoff_number is distinct from lag(handoff_number) over slices,
            true
        )::integer as begins
    from flow.chain_slice
    window slices as (partition by ledger, root_number order by from_at)
),
slice_run as (
    select *, sum(begins) over (partition by ledger, root_number order by from_at) as number
    from slice_start
),
owned_time as (
    select
        chain.root_number, owned.from_at, owned.owner,
        least(owned.to_at, chain.ended_at) as to_at,
        row_number() over (partition by chain.root_number order by owned.from_at) as number
    from flow.chain as chain
    inner join flow.ownership as owned
        on owned.ticket_number = chain.root_number and owned.from_at < chain.ended_at
    anti join (select * from flow.chain_ledger where ledger = 'critical') as waited
        on waited.root_number = chain.root_number
),
segment as (
    select
        ledger as same_as, root_number, number::integer as number,
        min(from_at) as from_at,
        max(to_at) as to_at,
        any_value(segment) as segment,
        any_value(team_id) as team_id,
        any_value(handoff_number) as handoff_number
    from slice_run
    group by ledger, root_number, number
    union all
    select 'none', root_number, number::integer, from_at, to_at, 'hold', owner, null
    from owned_time
),
measured_segment as (
    select
        segment.*,
        epoch(segment.to_at - segment.from_at) / 3600 as hours,
        core.business_hours(first_day, segment.from_at, last_day, segment.to_at)
            as business_hours
    from segment
    left join core.team as team on team.team_id = segment.team_id
    left join core.calendar_clock as first_day
        on first_day.calendar = team.calendar and first_day.day_on = segment.from_at::date
    left join core.calendar_clock as last_day
        on last_day.calendar = team.calendar and last_day.day_on = segment.to_at::date
),
ledger as (
    select l.ledger, chain.root_number, coalesce(chain_ledger.same_as, 'none') as same_as
    from flow.chain as chain
    cross join (values ('all'), ('non_platform'), ('critical')) as l (ledger)
    left join flow.chain_ledger as chain_ledger
        on chain_ledger.ledger = l.ledger and chain_ledger.root_number = chain.root_number
)
select ledger.ledger, measured_segment.* exclude (same_as)
from ledger
inner join measured_segment
    on measured_segment.same_as = ledger.same_as and measured_segment.root_number = ledger.root_number
