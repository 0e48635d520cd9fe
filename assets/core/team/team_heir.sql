-- Who took over from a team that was merged into another, and from the other where that was merged in its turn.
-- Half-open; infinite where the heir is still there.
-- One row per merged team and heir.
-- key: team_id, heir_id
with recursive succession as (
    select team_id, merged_into as heir_id, to_at as from_at
    from core.team
    where merged_into is not null
    union
    select succession.team_id, heir.merged_into, greatest(succession.from_at, heir.to_at)
    from succession
    inner join core.team as heir on heir.team_id = succession.heir_id
    where heir.merged_into is not null
)
select
    succession.team_id,
    succession.heir_id,
    succession.from_at,
    heir.to_at
from succession
inner join core.team as heir on heir.team_id = succession.heir_id
where succession.from_at < heir.to_at
