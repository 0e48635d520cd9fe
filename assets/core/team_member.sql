-- Who belonged to which team when; half-open, infinite where the organization file sets no bound.
-- A stay ends with its team at the latest.
-- One row per person and stay.
-- key: person_id, from_at
select
    m.person as person_id,
    t.id as team_id,
    greatest(
        coalesce(m.from_at::timestamp, '-infinity'::timestamp),
        coalesce(t.from_at::timestamp, '-infinity'::timestamp)
    ) as from_at,
    least(
        coalesce(m.to_at::timestamp, 'infinity'::timestamp),
        coalesce(t.to_at::timestamp, 'infinity'::timestamp)
    ) as to_at
from core.organization, unnest(teams) as u (t), unnest(t.members) as v (m)
where
    coalesce(m.from_at, '-infinity'::timestamptz) < coalesce(t.to_at, 'infinity'::timestamptz)
    and coalesce(m.to_at, 'infinity'::timestamptz) > coalesce(t.from_at, '-infinity'::timestamptz)
