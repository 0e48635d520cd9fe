-- GitHub hosts. Their timelines tell what was added and removed, and not what there was before. Of issues the open ones are looked
-- at each night (connectors/github/open_records.py).
-- One row per source.
-- view: core.site
select
    source.source,
    null::varchar as base_url,
    null::varchar as flavour,
    null::varchar as version,
    false as has_values_before,
    false as has_custom_fields,
    true as is_open_alone_watched
from core.source as source
where source.kind = 'github'
