-- Weeks in which a team became another team: three or more people joined or left it (metrics: reorganizations). From
-- settled_at on, the last change of the week, the team is what it is then. kind says how: a team was merged, split,
-- founded or ended, or people moved. Of teams that a source alone tells of, the first look is no change.
-- One row per team and week.
-- key: team_id, week_starts_on
with stay as (
    select
        *,
        origin = 'source' and from_at = min(from_at) over (partition by team_id, origin) as is_first_look
    from core.team_member
),
change as (
    select stay.team_id, stay.person_id, stay.from_at as changed_at, true as is_joining
    from stay
    anti join core.team_member as before
        on before.person_id = stay.person_id and before.team_id = stay.team_id
        and before.to_at = stay.from_at
    where not stay.is_first_look
    union all
    select stay.team_id, stay.person_id, stay.to_at, false
    from stay
    anti join core.team_member as after
        on after.person_id = stay.person_id and after.team_id = stay.team_id and after.from_at = stay.to_at
),
dated_change as (
    select
        change.*,
        date_trunc('week', timezone(o.timezone, timezone('UTC', changed_at)))::date as week_starts_on
    from change
    cross join core.organization as o
    where isfinite(changed_at) and changed_at <= core.as_of()
),
-- What the organization file says that became of teams: of each, its other side too.
succession as (
    select team_id, to_at as happened_at, 'merged' as kind from core.team where merged_into is not null
    union all
    select merged_into, to_at, 'merged' from core.team where merged_into is not null
    union all
    select team_id, from_at, 'split' from core.team where split_from is not null
    union all
    select split_from, from_at, 'split' from core.team where split_from is not null
    union all
    select team_id, from_at, 'founded' from core.team
    union all
    select team_id, to_at, 'ended' from core.team
)
select
    dated_change.team_id,
    dated_change.week_starts_on,
    case
        when bool_or(coalesce(succession.kind = 'merged', false)) then 'merged'
        when bool_or(coalesce(succession.kind = 'split', false)) then 'split'
        when bool_or(coalesce(succession.kind = 'founded', false)) then 'founded'
        when bool_or(coalesce(succession.kind = 'ended', false)) then 'ended'
        else 'moved'
    end as kind,
    max(dated_change.changed_at) as settled_at,
    count(distinct dated_change.person_id) filter (where dated_change.is_joining)::bigint as joined_count,
    count(distinct dated_change.person_id) filter (where not dated_change.is_joining)::bigint as left_count
from dated_change
left join succession
    on succession.team_id = dated_change.team_id and succession.happened_at = dated_change.changed_at
group by dated_change.team_id, dated_change.week_starts_on
having count(distinct dated_change.person_id) >= 3
