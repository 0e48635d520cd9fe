-- The run that the tables stand at: all that happened up to as_of counts, and nothing later; where known_at is set, only what
-- had been landed by then.
-- One row.
-- key: run_id
select
    id as run_id,
    (payload ->> 'as_of')::timestamptz::timestamp as as_of,
    (payload ->> 'known_at')::timestamptz::timestamp as known_at,
    (payload ->> 'is_complete')::boolean as is_complete
from landing.run
qualify row_number() over (order by fetched_at desc, walk desc, row desc) = 1
