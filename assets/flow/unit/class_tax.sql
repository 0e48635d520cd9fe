-- The handoff tax of the units that several teams did, by how many: of what is done or open.
-- One row per dose.
-- key: dose
with taken as (
    select unnest(if(team_count > 3, ['≥2', '4+'], ['≥2', team_count::varchar])) as dose, *
    from flow.work_unit
    where team_count > 1 and state in ('done', 'open')
)
select
    dose,
    sum((wait_hours * 3600000000)::bigint) / nullif(sum((elapsed_hours * 3600000000)::bigint), 0) as tax,
    sum((wait_all_hours * 3600000000)::bigint)
    / nullif(sum((elapsed_hours * 3600000000)::bigint), 0) as tax_with_platform,
    flow.speed_up_bound(tax) as bound,
    flow.speed_up_bound(tax_with_platform) as bound_with_platform
from taken
group by dose
