-- How fresh and how whole is what was read?
-- Each project and repository, with when it was last read whole.
select
    source,
    name,
    state,
    message,
    whole_at,
    age_hours
from scope
order by age_hours desc, source, name
