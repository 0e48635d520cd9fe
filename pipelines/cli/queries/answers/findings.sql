-- What data_quality found of these kinds, in words.
select kind, source, subject, found_count, of_count, is_doubtful, message
from data_quality
where list_contains($kinds, kind)
order by is_doubtful desc, kind, source, subject
