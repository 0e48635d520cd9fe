-- The newest publication of which anything was landed: as_of, and the version of the organization file that it was made with.
-- One row, and none before the first.
-- key: reported_as_of
select
    max(updated_at) as reported_as_of,
    arg_max(payload ->> 'organization_version', (fetched_at, walk, row)) filter (where id = 'organization')
        as organization_version
from landing.weekly_figure
where updated_at <= core.as_of()
having count(*) > 0
