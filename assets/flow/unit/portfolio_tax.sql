-- The handoff tax of all chains together that are done or open at as_of and began within the history of all sources, and how
-- much faster work could be at most if nothing waited between teams: 1 / (1 - tax). Finished chains alone read too low.
-- wait_business_hours is what waited, in working hours of the receivers. long_wait_share is the part of the waiting that is
-- in handoffs open for more than 13 weeks; null where nothing waited.
-- One row.
with observed_chain as (
    select
        chain.root_number, chain.state, own.wait_hours, own.lead_hours, own.wait_business_hours,
        everybody.wait_hours as wait_all_hours
    from flow.chain as chain
    inner join flow.chain_hours as own
        on own.root_number = chain.root_number and own.ledger = 'non_platform'
    inner join flow.chain_hours as everybody
        on everybody.root_number = chain.root_number and everybody.ledger = 'all'
    where chain.state in ('done', 'open') and chain.is_observed
),
long_wait as (
    select sum((segment.hours * 3600000000)::bigint) / 3600000000 as hours
    from flow.chain_segment as segment
    semi join observed_chain as chain on chain.root_number = segment.root_number
    inner join flow.handoff as handoff on handoff.handoff_number = segment.handoff_number
    where
        segment.ledger = 'non_platform' and segment.segment = 'handoff'
        and handoff.outcome = 'open' and handoff.released_at < core.as_of() - interval 13 weeks
),
-- Whole microseconds are added up, since a sum of fractions depends on its order.
total as (
    select
        coalesce(sum((wait_hours * 3600000000)::bigint), 0) / 3600000000 as wait_hours,
        coalesce(sum((wait_all_hours * 3600000000)::bigint), 0) / 3600000000 as wait_all_hours,
        sum((lead_hours * 3600000000)::bigint) / 3600000000 as lead_hours,
        coalesce(sum((wait_business_hours * 3600000000)::bigint), 0) / 3600000000 as wait_business_hours,
        coalesce(sum((wait_hours * 3600000000)::bigint) filter (where state = 'done'), 0)
        / 3600000000 as finished_wait_hours,
        coalesce(sum((wait_all_hours * 3600000000)::bigint) filter (where state = 'done'), 0)
        / 3600000000 as finished_wait_all_hours,
        sum((lead_hours * 3600000000)::bigint) filter (where state = 'done') / 3600000000
            as finished_lead_hours
    from observed_chain
),
tax as (
    select
        wait_hours / nullif(lead_hours, 0) as tax,
        wait_all_hours / nullif(lead_hours, 0) as tax_with_platform,
        finished_wait_hours / nullif(finished_lead_hours, 0) as finished_tax,
        finished_wait_all_hours / nullif(finished_lead_hours, 0) as finished_tax_with_platform,
        coalesce(long_wait.hours, 0) / nullif(wait_hours, 0) as long_wait_share,
        case when lead_hours is not null then wait_business_hours end as wait_business_hours
    from total
    cross join long_wait
)
select
    *,
    flow.speed_up_bound(tax) as bound,
    flow.speed_up_bound(tax_with_platform) as bound_with_platform,
    flow.speed_up_bound(finished_tax) as finished_bound,
    flow.speed_up_bound(finished_tax_with_platform) as finished_bound_with_platform
from tax
