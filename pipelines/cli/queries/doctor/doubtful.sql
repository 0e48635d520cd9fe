-- How many findings make numbers doubtful.
select count(*) as finding_count
from data_quality
where is_doubtful
