-- The ball ledger of each chain: who held the ball, and who was waited for, from creation to the end, without gaps or
-- overlaps: the hours of a ledger add up to the chain's lead time (a blocking check). Where nobody was waited for, that is
-- the ownership of the root. Working hours are the holder's or the receiver's; null where that is nobody's calendar.
-- One row per ledger, chain and segment.
-- key: ledger, root_no, from_at
with turn as (
    select
        *,
        coalesce(
            segment <> lag(segment) over slices or team_id <> lag(team_id) over slices
            or handoff_no is distinct from lag(handoff_no) over slices,
            true
        )::integer as begins
    from flow.chain_slice
    window slices as (partition by ledger, root_no order by from_at)
),
run as (
    select *, sum(begins) over (partition by ledger, root_no order by from_at) as number
    from turn
),
held as (
    select
        chain.root_no, owned.from_at, owned.owner,
        least(coalesce(owned.to_at, 'infinity'::timestamp), chain.ended_at) as to_at,
        row_number() over (partition by chain.root_no order by owned.from_at) as number
    from flow.chain as chain
    inner join flow.ownership as owned
        on owned.ticket_no = chain.root_no and owned.from_at < chain.ended_at
    anti join (select * from flow.chain_ledger where ledger = 'critical') as waited
        on waited.root_no = chain.root_no
),
segment as (
    select
        ledger as told_by, root_no, number::integer as number,
        min(from_at) as from_at,
        max(to_at) as to_at,
        any_value(segment) as segment,
        any_value(team_id) as team_id,
        any_value(handoff_no) as handoff_no
    from run
    group by ledger, root_no, number
    union all
    select 'none', root_no, number::integer, from_at, to_at, 'hold', owner, null
    from held
),
measured as (
    select
        segment.*,
        epoch(segment.to_at - segment.from_at) / 3600 as hours,
        (core.working_seconds(last_day, segment.to_at) - core.working_seconds(first_day, segment.from_at)) / 3600
            as business_hours
    from segment
    left join core.team as team on team.team_id = segment.team_id
    left join core.calendar_clock as first_day
        on first_day.calendar = team.calendar and first_day.day_on = segment.from_at::date
    left join core.calendar_clock as last_day
        on last_day.calendar = team.calendar and last_day.day_on = segment.to_at::date
),
ledger as (
    select l.ledger, chain.root_no, coalesce(told.told_by, 'none') as told_by
    from flow.chain as chain
    cross join (values ('all'), ('non_platform'), ('critical')) as l (ledger)
    left join flow.chain_ledger as told
        on told.ledger = l.ledger and told.root_no = chain.root_no
)
select ledger.ledger, measured.* exclude (told_by)
from ledger
inner join measured
    on measured.told_by = ledger.told_by and measured.root_no = ledger.root_no
