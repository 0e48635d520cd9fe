-- How long each chain took and how much of that was waiting between teams, by ledger: in hours, and in working hours
-- of those who had it or were waited for (lead_business_hours is null where nobody had it for a time).
-- One row per ledger and chain.
-- key: ledger, root_number
-- Whole microseconds are added up, since a sum of fractions depends on its order.
select
    ledger,
    root_number,
    sum((hours * 3600000000)::bigint) filter (where segment = 'handoff') / 3600000000 as wait_hours,
    sum((hours * 3600000000)::bigint) / 3600000000 as lead_hours,
    sum((business_hours * 3600000000)::bigint) filter (where segment = 'handoff')
    / 3600000000 as wait_business_hours,
    case
        when bool_and(business_hours is not null) then sum((business_hours * 3600000000)::bigint) / 3600000000
    end as lead_business_hours
from flow.chain_segment
group by ledger, root_number
