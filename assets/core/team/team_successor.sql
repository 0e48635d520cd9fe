-- Teams that carry on what another one was, and since when: those that it was merged into or, where it ended, that were split
-- from it, or where all that it had last went; and their successors in turn. A team that goes on after a split has none: it
-- is still itself.
-- One row per team and successor.
-- key: team_id, successor_id
with recursive succession_step as (
    select team_id, merged_into as successor_id, to_at as from_at
    from core.team
    where merged_into is not null
    union
    select part.split_from, part.team_id, greatest(part.from_at, whole.to_at)
    from core.team as part
    inner join core.team as whole on whole.team_id = part.split_from and isfinite(whole.to_at)
    union
    select team_id, successor_id, from_at
    from core.emptied_team
),
succession as (
    from succession_step
    union
    select
        succession.team_id,
        succession_step.successor_id,
        greatest(succession.from_at, succession_step.from_at)
    from succession
    inner join succession_step on succession_step.team_id = succession.successor_id
)
select team_id, successor_id, min(from_at) as from_at
from succession
where team_id <> successor_id
group by team_id, successor_id
