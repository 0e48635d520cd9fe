-- Projects and repositories that were not read whole.
select
    source, name, state, coalesce(strftime(whole_at, '%Y-%m-%d %H:%M'), 'never') as "read whole (UTC)",
    message
from scope
where state not in ('whole', 'left out')
order by source, name
