-- What makes numbers doubtful, and what can be done?
-- The findings that make numbers doubtful first.
select
    source,
    kind,
    subject,
    found_count,
    of_count,
    is_doubtful,
    message
from data_quality
order by is_doubtful desc, source, kind, subject
