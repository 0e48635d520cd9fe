-- The chains that the item is part of.
with item_chain as (
    select source, root_ticket_id from chain_item
    where work_item_source = $source and work_item_kind = $kind and work_item_id = $id
)
select chain.*
from chain
semi join item_chain using (source, root_ticket_id)
order by source, root_ticket_id
