-- The segments of every chain's ledger add up to its lead time, to the microsecond.
-- asset: flow.chain_segment
-- blocking: yes
with total as (
    select ledger, root_number, sum(epoch_us(to_at) - epoch_us(from_at)) as microseconds
    from flow.chain_segment
    group by all
)
select l.ledger, root.source, root.ticket_id, total.microseconds
from flow.chain as chain
inner join core.ticket as root on root.ticket_number = chain.root_number
cross join (values ('all'), ('non_platform'), ('critical')) as l (ledger)
left join total on total.ledger = l.ledger and total.root_number = chain.root_number
where coalesce(total.microseconds, 0) <> epoch_us(chain.ended_at) - epoch_us(chain.created_at)
