-- Teams as the organization file has them, and the two pseudo-owners that are nobody's team: UNOWNED and CUSTOMER.
-- One row per team.
-- key: team_id
select
    t.id as team_id,
    t.name,
    t.kind,
    t.platform_shared as is_platform_shared,
    false as is_pseudo,
    t.calendar,
    t.from_at::timestamp as from_at,
    t.to_at::timestamp as to_at,
    t.merged_into,
    t.split_from
from core.organization, unnest(teams) as u (t)
union all
select * from (
    values
    (core.unowned(), 'Nobody (triage)', 'pseudo', false, true, null, null, null, null, null),
    (core.customer(), 'Waiting for a customer', 'pseudo', false, true, null, null, null, null, null)
)
