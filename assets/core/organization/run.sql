-- The run that the tables stand at: all that happened up to as_of counts, and nothing later; where known_at is set, only what
-- had been landed by then. is_as_of_asked is whether somebody asked for that instant, and not the newest. what_if is what is
-- supposed, where these are the tables of a what-if.
-- One row.
-- key: run_id
select
    id as run_id,
    try_cast(payload ->> 'as_of' as timestamptz)::timestamp as as_of,
    coalesce(try_cast(payload ->> 'is_as_of_asked' as boolean), false) as is_as_of_asked,
    try_cast(payload ->> 'known_at' as timestamptz)::timestamp as known_at,
    payload ->> 'what_if' as what_if,
    try_cast(payload ->> 'is_complete' as boolean) as is_complete
from landing.run
qualify row_number() over (order by fetched_at desc, walk desc, row desc) = 1
