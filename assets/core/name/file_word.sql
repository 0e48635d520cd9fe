-- Words by which the organization file names things of the sources.
-- One row per source, kind and word.
-- view: core.named_thing
with word as (
    select kind, value as name from core.owned_thing
    union
    select 'project', project_key from core.owned_thing where project_key <> ''
    union
    select 'project', unnest(flatten([facing_projects, surface_projects])) from core.organization
    union
    select 'component', unnest(flatten([facing_components, surface_components])) from core.organization
    union
    select
        'status',
        unnest(flatten([statuses.work, statuses.wait, statuses.blocked, statuses.todo, statuses.done]))
    from core.organization
    union
    select 'status', s.status from core.organization, unnest(statuses.owners) as u (s)
    union
    select 'resolution', unnest(flatten([resolutions.counted, resolutions.not_counted]))
    from core.organization
)
select source.source, word.kind, word.name
from word
cross join core.source as source
union
select a.source, 'account', regexp_replace(lower(a.account), '\[bot\]$', '')
from core.organization, unnest(people) as u (p), unnest(p.accounts) as v (a)
union
select b.source, 'account', regexp_replace(lower(b.account), '\[bot\]$', '')
from core.organization, unnest(bots || agents || customers) as u (b)
