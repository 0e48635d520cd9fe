-- The landed versions of the organization file, and as the newest that of a what-if.
select * from landing.organization
union all
select
    * replace (
        getvariable('whatif_organization') as payload,
        sha256(getvariable('whatif_organization')) as hash,
        row + 1 as row
    )
from landing.organization
qualify row_number() over (order by fetched_at desc, walk desc, row desc) = 1
