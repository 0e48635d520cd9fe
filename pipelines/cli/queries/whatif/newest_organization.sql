-- The newest version of the organization file, as it was landed.
select payload
from landing.organization
qualify row_number() over (order by fetched_at desc, walk desc, row desc) = 1
