select kind, source, subject, found_count, of_count, is_doubtful, message
from marts.data_quality
order by is_doubtful desc, kind, source, subject
