-- What was published, as of when, and what holds of all of it.
select
    info.*,
    (select coalesce(count(*) filter (where is_doubtful), 0) from data_quality) as doubtful_count,
    (select count(*) from source) as source_count,
    (select count(*) from scope) as scope_count
from publish_info as info
