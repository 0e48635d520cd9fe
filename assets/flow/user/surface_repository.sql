-- Repositories that users have in their hands: those that the organization file calls the product's surface.
-- One row per repository.
-- key: source, repository_id
select named.source, named.thing_id as repository_id, named.file_name
from core.named_thing as named
cross join core.organization as o
where named.kind = 'project' and list_contains(o.surface_projects, named.file_name)
