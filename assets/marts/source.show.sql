select
    source,
    kind,
    flavour,
    version,
    scope_count,
    whole_scope_count,
    skipped_count,
    oldest_whole_at
from marts.source
order by source
