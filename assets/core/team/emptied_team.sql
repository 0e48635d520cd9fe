-- Teams that are gone although the organization file names no heir of theirs: they ended, or nobody is in them and nothing is
-- theirs any more but what they are called. Who carries them on is the one team that the people whom they had last moved to
-- at once, and that what they owned last passed to; where these are several teams, or none, nobody does.
-- One row per such team that another one carries on.
-- key: team_id
with nameless_team as (
    select team.team_id
    from core.team as team
    anti join core.team as part on part.split_from = team.team_id and isfinite(team.to_at)
    where team.merged_into is null and not team.is_pseudo
),
owned as (
    select claim.*
    from core.team_claim as claim
    semi join nameless_team using (team_id)
    anti join core.team_name as called
        on claim.kind = 'team_value' and called.team_id = claim.team_id and called.name = claim.value
),
ending as (
    select team_id, max(left_at) as left_at, max(lost_at) as lost_at, max(ended_at) as from_at
    from (
        select team_id, to_at as left_at, null::timestamp as lost_at, to_at as ended_at
        from core.team_member
        semi join nameless_team using (team_id)
        union all
        select team_id, null, to_at, to_at from owned
    )
    group by team_id
    having isfinite(max(ended_at))
),
heir as (
    select ending.team_id, later.team_id as successor_id
    from ending
    inner join core.team_member as stay on stay.team_id = ending.team_id and stay.to_at = ending.left_at
    inner join core.team_member as later on later.person_id = stay.person_id and later.from_at = stay.to_at
    union
    select ending.team_id, later.team_id
    from ending
    inner join owned on owned.team_id = ending.team_id and owned.to_at = ending.lost_at
    inner join core.team_claim as later
        on later.kind = owned.kind and later.project_key = owned.project_key and later.value = owned.value
        and later.from_at = owned.to_at
)
select heir.team_id, any_value(heir.successor_id) as successor_id, any_value(ending.from_at) as from_at
from heir
inner join ending on ending.team_id = heir.team_id
group by heir.team_id
having count(distinct heir.successor_id) = 1
