-- The ball ledger of each chain: who held the ball, and who was waited for, from creation to the end, without gaps or
-- overlaps: the hours of a ledger add up to the chain's lead time (a blocking check). Working hours are the holder's or
-- the receiver's; null where that is nobody's calendar.
-- One row per ledger, chain and segment.
-- key: ledger, source, root_id, from_at
with turn as (
    select
        *,
        coalesce(
            segment <> lag(segment) over slices or team_id <> lag(team_id) over slices
            or handoff_id is distinct from lag(handoff_id) over slices,
            true
        )::integer as begins
    from flow.chain_slice
    window slices as (partition by ledger, source, root_id order by from_at)
),
run as (
    select *, sum(begins) over (partition by ledger, source, root_id order by from_at) as number
    from turn
),
segment as (
    select
        ledger, source, root_id, number::integer as number,
        min(from_at) as from_at,
        max(to_at) as to_at,
        any_value(segment) as segment,
        any_value(team_id) as team_id,
        any_value(handoff_id) as handoff_id
    from run
    group by ledger, source, root_id, number
)
select
    segment.*,
    epoch(segment.to_at - segment.from_at) / 3600 as hours,
    case
        when team.calendar is not null then (
            coalesce(
                last_day.seconds_before
                + least(epoch(segment.to_at - last_day.opens_at), epoch(last_day.closes_at - last_day.opens_at)),
                0
            )
            - coalesce(
                first_day.seconds_before
                + least(
                    epoch(segment.from_at - first_day.opens_at),
                    epoch(first_day.closes_at - first_day.opens_at)
                ),
                0
            )
        ) / 3600
    end as business_hours
from segment
left join core.team as team on team.team_id = segment.team_id
asof left join core.calendar_day as first_day
    on first_day.calendar = team.calendar and segment.from_at >= first_day.opens_at
asof left join core.calendar_day as last_day
    on last_day.calendar = team.calendar and segment.to_at >= last_day.opens_at
