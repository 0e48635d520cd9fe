-- GitHub hosts. Their timelines tell what was added and removed, and not what there was before.
-- One row per source.
-- view: core.site
select
    source,
    null::varchar as base_url,
    null::varchar as flavour,
    null::varchar as version,
    false as has_values_before,
    false as has_custom_fields
from core.source
where kind = 'github'
