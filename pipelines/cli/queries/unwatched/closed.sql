-- Closed tickets that no night looks at, by source.
select source, found_count, of_count, message
from data_quality
where kind = 'closed_unwatched'
order by source
