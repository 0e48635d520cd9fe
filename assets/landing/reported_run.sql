-- The run that the warehouse holds, and what its weekly figures are landed with: when it counts as known, its as_of, and the
-- version of the organization file.
select run.run_id, record.fetched_at, run.as_of, o.hash as organization_version
from core.run as run
cross join core.organization as o
inner join landing.run as record on record.id = run.run_id
where run.known_at is null and not run.is_as_of_asked
