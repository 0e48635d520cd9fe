-- What each team was called when. Half-open; infinite where the organization file sets no bound.
-- One row per team and name.
-- key: team_id, from_at
select
    t.id as team_id,
    n.name,
    greatest(
        coalesce(n.from_at::timestamp, '-infinity'::timestamp),
        coalesce(t.from_at::timestamp, '-infinity'::timestamp)
    ) as from_at,
    least(
        coalesce(n.to_at::timestamp, 'infinity'::timestamp),
        coalesce(t.to_at::timestamp, 'infinity'::timestamp)
    ) as to_at
from core.organization, unnest(teams) as u (t),
    unnest(coalesce(t.names, [struct_pack(name := t.name, from_at := null, to_at := null)])) as v (n)
where
    coalesce(n.from_at, '-infinity'::timestamptz) < coalesce(t.to_at, 'infinity'::timestamptz)
    and coalesce(n.to_at, 'infinity'::timestamptz) > coalesce(t.from_at, '-infinity'::timestamptz)
