-- Keys that tickets of several sources have: which one is meant, nobody can tell.
-- One row per key.
-- key: key
select key, list_sort(list(distinct source)) as sources
from core.ticket_key
where is_newest
group by key
having count(distinct source) > 1
