-- The sources, and how much of each was read.
select source, kind, scope_count, whole_scope_count, oldest_whole_at, skipped_count
from source
order by source
