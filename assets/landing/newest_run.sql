-- The newest run that pulled.
select payload
from landing.run
where coalesce(try_cast(payload ->> 'is_pulled' as boolean), true)
order by fetched_at desc, walk desc, row desc
limit 1
