-- The run that the tables stand at: all that happened up to as_of counts, and nothing later; where known_at is set, only what
-- had been landed by then. is_as_of_asked is whether somebody asked for that instant, and not the newest.
-- One row.
-- key: run_id
select
    id as run_id,
    (payload ->> 'as_of')::timestamptz::timestamp as as_of,
    coalesce((payload ->> 'is_as_of_asked')::boolean, false) as is_as_of_asked,
    (payload ->> 'known_at')::timestamptz::timestamp as known_at,
    (payload ->> 'is_complete')::boolean as is_complete
from landing.run
qualify row_number() over (order by fetched_at desc, walk desc, row desc) = 1
