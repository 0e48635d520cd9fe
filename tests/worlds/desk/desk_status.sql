-- A desk's statuses, in the columns of core.status.
-- One row per status.
-- view: core.status
select source, status_id, name, category, false as is_own_word
from core.source
cross join (
    values ('new', 'New', 'new'), ('working', 'Working', 'indeterminate'), ('closed', 'Closed', 'done')
) as v (status_id, name, category)
where kind = 'desk'
