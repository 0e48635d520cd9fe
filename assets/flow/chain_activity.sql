-- How long some ticket of the chain was in a work status (the union, nothing twice), in hours and in working hours of the
-- team that had it.
-- One row per chain.
-- key: source, root_id
with measured as (
    select
        slice.source,
        slice.root_id,
        epoch(slice.to_at - slice.from_at) / 3600 as hours,
        case
            when team.calendar is not null then (
                coalesce(
                    last_day.seconds_before
                    + least(epoch(slice.to_at - last_day.opens_at), epoch(last_day.closes_at - last_day.opens_at)),
                    0
                )
                - coalesce(
                    first_day.seconds_before
                    + least(
                        epoch(slice.from_at - first_day.opens_at),
                        epoch(first_day.closes_at - first_day.opens_at)
                    ),
                    0
                )
            ) / 3600
        end as business_hours
    from (select * from flow.chain_slice where ledger = 'all' and is_active) as slice
    left join core.team as team on team.team_id = slice.active_team
    asof left join core.calendar_day as first_day
        on first_day.calendar = team.calendar and slice.from_at >= first_day.opens_at
    asof left join core.calendar_day as last_day
        on last_day.calendar = team.calendar and slice.to_at >= last_day.opens_at
)
select source, root_id, sum(hours) as active_hours, sum(business_hours) as active_business_hours
from measured
group by source, root_id
