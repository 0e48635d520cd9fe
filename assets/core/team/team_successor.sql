-- Teams that carry on what another one was, and since when: those that it was merged into or, where it ended, that were split
-- from it, and their successors in turn. A team that goes on after a split has none: it is still itself.
-- One row per team and successor.
-- key: team_id, successor_id
with recursive dated_team as (
    select
        t.id as team_id, t.merged_into, t.split_from,
        coalesce(t.from_at::timestamp, '-infinity'::timestamp) as from_at, t.to_at::timestamp as to_at
    from core.organization, unnest(teams) as u (t)
),
succession_step as (
    select team_id, merged_into as successor_id, to_at as from_at
    from dated_team
    where merged_into is not null
    union
    select part.split_from, part.team_id, greatest(part.from_at, whole.to_at)
    from dated_team as part
    inner join dated_team as whole on whole.team_id = part.split_from and whole.to_at is not null
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
