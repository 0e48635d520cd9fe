-- What makes numbers doubtful, what is worst first.
select source, kind, subject, found_count, of_count, found_share, is_doubtful, message
from data_quality
order by is_doubtful desc, found_share desc nulls last, kind, source, subject
