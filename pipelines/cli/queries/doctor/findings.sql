-- What makes numbers doubtful, or is worth knowing.
select
    source, replace(kind, '_', ' ') as finding, subject as "in", found_count as found,
    of_count as "of", case when is_doubtful then 'yes' else 'no' end as doubtful, message
from data_quality
order by is_doubtful desc, kind, source, found_count desc
