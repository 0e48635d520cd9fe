-- Which ledgers of a chain have the same waits: most often two or all three do, and flow computes those once.
-- same_as is the first ledger with the same waits. A chain, or a ledger, without a wait has no row.
-- One row per ledger and chain with a wait.
-- key: ledger, root_number
with wait_count as (
    select
        root_number,
        count(*) filter (where ledger = 'all') as waits,
        count(*) filter (where ledger = 'non_platform') as non_platform_waits,
        count(*) filter (where ledger = 'critical') as critical_waits
    from flow.chain_wait
    group by root_number
)
select 'all' as ledger, root_number, 'all' as same_as
from wait_count
union all
select 'non_platform', root_number, case when non_platform_waits = waits then 'all' else 'non_platform' end
from wait_count
where non_platform_waits > 0
union all
select
    'critical', root_number,
    case
        when critical_waits = waits then 'all'
        when critical_waits = non_platform_waits then 'non_platform'
        else 'critical'
    end
from wait_count
where critical_waits > 0
