-- Projects and repositories that the newest run could not read whole.
select source, name, state, message, whole_at
from scope
where state <> 'whole'
order by source, name
