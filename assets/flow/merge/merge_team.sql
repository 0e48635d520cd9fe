-- The teams that are there at as_of: what each is called, how many people are in each then (null where nobody is known to be), whether it is a
-- shared platform, and since when it is what it is, where a reorganization changed it within the window of what-if
-- questions (metrics: what a merger would save).
-- One row per team.
-- key: team_id
select
    team.team_id,
    team.name,
    team.is_platform_shared,
    nullif(count(distinct member.person_id), 0) as people_count,
    (
        select max(reorganization.settled_at)
        from flow.reorganization as reorganization
        where reorganization.team_id = team.team_id
            and reorganization.settled_at > flow.merge_window_from()
    ) as reorganized_at
from core.team as team
left join core.team_member as member
    on member.team_id = team.team_id and member.from_at <= core.as_of() and member.to_at > core.as_of()
where not team.is_pseudo and team.from_at <= core.as_of() and team.to_at > core.as_of()
group by team.team_id, team.name, team.is_platform_shared
