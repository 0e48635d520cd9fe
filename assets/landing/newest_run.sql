-- The newest run that pulled.
select payload
from landing.run
where coalesce((payload ->> 'is_pulled')::boolean, true)
order by fetched_at desc, walk desc, row desc
limit 1
