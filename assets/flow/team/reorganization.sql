-- Weeks in which a team became another one than it was before: it began or ended, was merged or split, or at least three
-- people came to it or left it. A new name is none. What a team did in the weeks before says little of those after.
-- Up to as_of; happened_at is the first instant of it in the week, people_count how many came or left (null but of moves).
-- One row per team, week and kind.
-- key: team_id, week_starts_on, kind
with team_at_move as (
    select person_id, moved_at, unnest([from_team, to_team]) as team_id
    from flow.team_move
),
team_turn as (
    select team_id, from_at as happened_at, 'team_began' as kind
    from core.team
    where split_from is null
    union all
    select unnest([team_id, split_from]), from_at, 'team_split'
    from core.team
    where split_from is not null
    union all
    select team_id, to_at, 'team_ended'
    from core.team
    where merged_into is null
    union all
    select unnest([team_id, merged_into]), to_at, 'team_merged'
    from core.team
    where merged_into is not null
)
select
    team_id,
    date_trunc('week', core.local_time(moved_at))::date as week_starts_on,
    'people_moved' as kind,
    min(moved_at) as happened_at,
    count(distinct person_id)::bigint as people_count
from team_at_move
where team_id is not null
group by team_id, week_starts_on
having people_count >= 3
union all
select
    team_id,
    date_trunc('week', core.local_time(happened_at))::date as week_starts_on,
    kind,
    min(happened_at),
    null
from team_turn
where happened_at <= core.as_of()
group by team_id, week_starts_on, kind
