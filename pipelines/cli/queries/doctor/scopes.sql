-- Projects and repositories that were not read whole, those that wait longest first.
select
    source, name, state, coalesce(strftime(whole_at, '%Y-%m-%d %H:%M'), 'never') as "read whole (UTC)",
    message
from scope
where state not in ('whole', 'left out')
order by whole_at nulls first, source, name
limit 20
