-- Who belonged to which team when; half-open, infinite where nothing bounds it. The organization file comes first: a stay
-- ends with its team at the latest, and goes on in the team that this one was merged into. Of people whom the file puts into
-- no team, the sources' teams tell, from the first look at them on. origin says which: file or source.
-- One row per person and stay.
-- key: person_id, from_at
with file_stay as (
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
inherited_stay as (
    select person_id, team_id, from_at, least(left_at, ends_at) as to_at
    from file_stay
    union all
    select
        file_stay.person_id, heir.heir_id, heir.from_at, least(file_stay.left_at, heir.to_at, (
            select min(later.from_at) from file_stay as later
            where later.person_id = file_stay.person_id and later.from_at >= file_stay.ends_at
        ))
    from file_stay
    inner join core.team_heir as heir on heir.team_id = file_stay.team_id
    where file_stay.left_at > file_stay.ends_at
)
select person_id, team_id, from_at, to_at, 'file' as origin
from inherited_stay
where from_at < to_at
union all
select person_id, team_id, from_at, to_at, 'source'
from core.github_stay
anti join file_stay using (person_id)
