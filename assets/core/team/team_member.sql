-- Who belonged to which team when; half-open, infinite where nothing bounds it. The organization file comes first: a stay
-- ends with its team at the latest, and goes on in the team that this one was merged into. Of people whom the file puts into
-- no team, GitHub's teams tell, from the first look at them on (core.github_stay). origin says which: file or github.
-- One row per person and stay.
-- key: person_id, from_at
with told as (
    select
        m.person as person_id,
        t.id as team_id,
        greatest(
            coalesce(m.from_at::timestamp, '-infinity'::timestamp),
            coalesce(t.from_at::timestamp, '-infinity'::timestamp)
        ) as from_at,
        coalesce(m.to_at::timestamp, 'infinity'::timestamp) as left_at,
        coalesce(t.to_at::timestamp, 'infinity'::timestamp) as ends_at
    from core.organization, unnest(teams) as u (t), unnest(t.members) as v (m)
),
carried as (
    select person_id, team_id, from_at, least(left_at, ends_at) as to_at
    from told
    union all
    select told.person_id, heir.heir_id, heir.from_at, least(told.left_at, heir.to_at, (
        select min(later.from_at) from told as later
        where later.person_id = told.person_id and later.from_at >= told.ends_at
    ))
    from told
    inner join core.team_heir as heir on heir.team_id = told.team_id
    where told.left_at > told.ends_at
)
select person_id, team_id, from_at, to_at, 'file' as origin
from carried
where from_at < to_at
union all
select person_id, team_id, from_at, to_at, 'github'
from core.github_stay
anti join told using (person_id)
