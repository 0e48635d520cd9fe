select
    source,
    role,
    name,
    field_id,
    found_by,
    sum(filled_count) as filled,
    sum(ticket_count) as tickets
from marts.field_coverage
group by all
order by source, role, filled desc
