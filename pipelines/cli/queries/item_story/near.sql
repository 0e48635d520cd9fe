-- Keys that look like what was asked for.
select key
from work_item_key
group by key
having levenshtein(lower(key), lower($item)) <= greatest(2, length($item) // 3)
order by levenshtein(lower(key), lower($item)), key
limit 5
