-- The landed runs, and as the newest the last one as that of a what-if.
select * from landing.run
union all
select
    * replace (
        getvariable('whatif_name') as id,
        json_merge_patch(payload, json_object('what_if', getvariable('whatif_sentence')))::varchar as payload,
        row + 1 as row
    )
from landing.run
qualify row_number() over (order by fetched_at desc, walk desc, row desc) = 1
