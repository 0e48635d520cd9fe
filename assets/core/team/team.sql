-- Teams as the organization file has them, and the two pseudo-owners that are nobody's team: UNOWNED and CUSTOMER. A team
-- has the name that it had at as_of; one that had ended, its last, and one that had not begun, its first.
-- service_level is what a team promises those who ask, in hours of its calendar for a share of the work; null where it
-- promises nothing. Half-open; infinite where the file sets no bound.
-- One row per team.
-- key: team_id
with name_at_as_of as (
    select
        team_id,
        coalesce(
            arg_max(name, from_at) filter (where from_at <= core.as_of()), arg_min(name, from_at)
        ) as name
    from core.team_name
    group by team_id
)
select
    t.id as team_id,
    coalesce(name_at_as_of.name, t.name) as name,
    t.kind,
    t.platform_shared as is_platform_shared,
    false as is_pseudo,
    t.calendar,
    coalesce(t.from_at::timestamp, '-infinity'::timestamp) as from_at,
    coalesce(t.to_at::timestamp, 'infinity'::timestamp) as to_at,
    t.merged_into,
    t.split_from,
    t.service_level
from core.organization, unnest(teams) as u (t)
left join name_at_as_of on name_at_as_of.team_id = t.id
union all by name
select
    team_id, name, 'pseudo' as kind, false as is_platform_shared, true as is_pseudo,
    '-infinity'::timestamp as from_at, 'infinity'::timestamp as to_at
from (
    values
    (core.unowned(), 'Nobody (triage)'),
    (core.customer(), 'Waiting for a customer')
) as pseudo (team_id, name)
