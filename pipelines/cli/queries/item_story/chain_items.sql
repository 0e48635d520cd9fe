-- All items of the chains that the item is part of.
with item_chain as (
    select source, root_ticket_id from chain_item
    where work_item_source = $source and work_item_kind = $kind and work_item_id = $id
)
select chain_item.*
from chain_item
semi join item_chain using (source, root_ticket_id)
order by
    chain_item.source,
    chain_item.root_ticket_id,
    chain_item.depth,
    chain_item.work_item_kind desc,
    chain_item.work_item_key
