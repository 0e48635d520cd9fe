-- Each field that the organization file names for a source is one of its fields.
-- asset: core.field_role
-- blocking: no
select source, role, field_id
from core.field_role
where found_by = 'organization file' and is_gone
order by all
