-- Who changed teams when: came to a team, left one, or went from one to another at the same instant (a merger takes all
-- along). Where knowledge of somebody's teams begins, nobody moved: stays without a date in the organization file, and the
-- first look at a source's team. Up to as_of.
-- One row per person and instant.
-- key: person_id, moved_at
with stay as (
    select
        *,
        origin = 'source' and from_at = min(from_at) over (partition by team_id, origin) as is_first_look,
        lag(team_id) over stays as team_before,
        lag(to_at) over stays as left_before_at,
        lead(from_at) over stays as next_from_at
    from core.team_member
    window stays as (partition by person_id order by from_at)
)
select
    person_id,
    from_at as moved_at,
    case when left_before_at = from_at then team_before end as from_team,
    team_id as to_team
from stay
where
    isfinite(from_at) and not is_first_look and from_at <= core.as_of()
    and (left_before_at is distinct from from_at or team_before <> team_id)
union all
select person_id, to_at, team_id, null
from stay
where isfinite(to_at) and to_at <= core.as_of() and next_from_at is distinct from to_at
