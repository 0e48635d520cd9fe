-- Work items whose rows broke the key of a table (table_name), so that it could not tell them apart: they are taken out of
-- all of core, and count nowhere. Empty before core is built, and filled while tables are.
-- One row per work item.
-- key: source, work_item_kind, work_item_id
select
    null::varchar as source,
    null::varchar as work_item_kind,
    null::varchar as work_item_id,
    null::varchar as work_item_key,
    null::varchar as table_name
where false
