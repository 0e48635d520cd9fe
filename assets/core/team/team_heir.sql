-- Who took over from a team that was merged into another, and from the other where that was merged in its turn.
-- Half-open; infinite where the heir is still there.
-- One row per merged team and heir.
-- key: team_id, heir_id
with recursive ending_team as (
    select t.id as team_id, t.merged_into, t.to_at::timestamp as to_at
    from core.organization, unnest(teams) as u (t)
),
succession as (
    select team_id, merged_into as heir_id, to_at as from_at
    from ending_team
    where merged_into is not null
    union
    select succession.team_id, ending_team.merged_into, greatest(succession.from_at, ending_team.to_at)
    from succession
    inner join ending_team on ending_team.team_id = succession.heir_id
    where ending_team.merged_into is not null
)
select
    succession.team_id,
    heir_id,
    from_at,
    coalesce(ending_team.to_at, 'infinity'::timestamp) as to_at
from succession
inner join ending_team on ending_team.team_id = succession.heir_id
where from_at < coalesce(ending_team.to_at, 'infinity'::timestamp)
