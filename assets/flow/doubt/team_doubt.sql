-- How many work items the rows of a team and week rest on, how many millionths of them together are doubtful, and why: each
-- item by the worst of its own doubts, by what nobody has read in its project since, and by what its project lacks.
-- Weeks before the history of all sources is complete have handoffs alone: those that were still seen.
-- One row per population (flow.counted_item), team, and week in which there is anything. The team is null where nobody knows it.
with ticket_trust as (
    select * from flow.item_trust
    where ticket_number is not null
),
pull_request_trust as (
    select * from flow.item_trust
    where ticket_number is null
),
counted_trust as (
    select
        counted.population,
        counted.week_starts_on,
        counted.team_id,
        coalesce(counted.is_unestimated, false) as is_unestimated,
        trust.* exclude (source)
    from flow.counted_item as counted
    inner join ticket_trust as trust on trust.ticket_number = counted.ticket_number
    union all
    select
        counted.population,
        counted.week_starts_on,
        counted.team_id,
        false,
        trust.* exclude (source)
    from flow.counted_item as counted
    inner join pull_request_trust as trust
        on trust.source = counted.source and trust.work_item_id = counted.pull_request_id
    where counted.ticket_number is null
)
select
    item.population,
    item.team_id,
    item.week_starts_on,
    week.is_observed,
    count(*)::bigint as item_count,
    sum(
        case
            when item.is_unestimated or item.unread_from_at < week.ends_at then 1000000
            else greatest(item.own_millionths, item.missing_millionths)
        end
    )::bigint as millionths,
    bit_or(
        item.own_bits | item.missing_bits
        | case when item.unread_from_at < week.ends_at then item.unread_bits else 0 end
        | case when item.is_unestimated then flow.doubt_bit('estimate_missing') else 0 end
    ) as bits
from counted_trust as item
inner join core.week as week on week.week_starts_on = item.week_starts_on
where week.is_observed or item.population in ('handoff', 'giver')
group by all
