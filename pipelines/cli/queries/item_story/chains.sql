-- The chains that the item is part of, with how long chains of such a size take.
with item_chain as (
    select source, root_ticket_id from chain_item
    where work_item_source = $source and work_item_kind = $kind and work_item_id = $id
)
select
    chain.*,
    matched.ratio as size_ratio,
    matched.ratio_low as size_ratio_low,
    matched.ratio_high as size_ratio_high,
    matched.is_shown as is_size_ratio_shown,
    matched.chain_count as size_chain_count,
    matched.integrated_count as size_integrated_count
from chain
semi join item_chain using (source, root_ticket_id)
left join integration_ratio as matched
    on matched.method = 'by size' and matched.dose = '≥2' and matched.stratum = chain.size_bucket
    and chain.is_unit
order by source, root_ticket_id
