-- Which waits tell each ledger of a chain: most often two or all three ledgers hold the same waits, and are told once.
-- told_by is the first ledger with the same waits; a chain, or a ledger, in which nobody was waited for has no row.
-- One row per ledger and chain with a wait.
-- key: ledger, root_no
with counted as (
    select
        root_no,
        count(*) filter (where ledger = 'all') as waits,
        count(*) filter (where ledger = 'non_platform') as non_platform_waits,
        count(*) filter (where ledger = 'critical') as critical_waits
    from flow.chain_wait
    group by root_no
)
select 'all' as ledger, root_no, 'all' as told_by
from counted
union all
select 'non_platform', root_no, case when non_platform_waits = waits then 'all' else 'non_platform' end
from counted
where non_platform_waits > 0
union all
select
    'critical', root_no,
    case
        when critical_waits = waits then 'all'
        when critical_waits = non_platform_waits then 'non_platform'
        else 'critical'
    end
from counted
where critical_waits > 0
