-- Resolutions that GitHub itself gives a meaning: completed counts, every other does not.
-- One row per source and resolution.
-- view: core.resolution
select source, 'completed' as resolution, true as is_counted
from core.source
where kind = 'github'
