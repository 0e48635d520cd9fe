-- Teams that carry on what another one was, and since when: those that it was merged into or, where it ended, that were split
-- from it, and their successors in turn. A team that goes on after a split has none: it is still itself.
-- One row per team and successor.
-- key: team_id, successor_id
with recursive team as (
    select
        t.id as team_id, t.merged_into, t.split_from,
        coalesce(t.from_at::timestamp, '-infinity'::timestamp) as from_at, t.to_at::timestamp as to_at
    from core.organization, unnest(teams) as u (t)
),
step as (
    select team_id, merged_into as successor_id, to_at as from_at
    from team
    where merged_into is not null
    union
    select part.split_from, part.team_id, greatest(part.from_at, whole.to_at)
    from team as part
    inner join team as whole on whole.team_id = part.split_from and whole.to_at is not null
),
succession as (
    from step
    union
    select succession.team_id, step.successor_id, greatest(succession.from_at, step.from_at)
    from succession
    inner join step on step.team_id = succession.successor_id
)
select team_id, successor_id, min(from_at) as from_at
from succession
where team_id <> successor_id
group by team_id, successor_id
