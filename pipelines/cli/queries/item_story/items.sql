-- What a key, an old key or a handoff's id names: one item on each source.
with match as (
    select source, work_item_kind, work_item_id from work_item_key where lower(key) = lower($item)
    union
    select source, work_item_kind, work_item_id from handoff where handoff_id = $item
)
select
    source,
    work_item_kind,
    work_item_id,
    any_value(work_item_key) as work_item_key,
    any_value(work_item_url) as work_item_url,
    list_sort(list(key) filter (where not is_current)) as earlier_keys
from work_item_key
semi join match using (source, work_item_kind, work_item_id)
group by all
order by source
