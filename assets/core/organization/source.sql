-- Sources as the organization file has them, and since when their history is complete: -infinity where it always was.
-- One row per source.
-- key: source
select
    s.name as source,
    s.kind,
    coalesce(s.history_from::timestamp, '-infinity'::timestamp) as history_from
from core.organization, unnest(sources) as u (s)
