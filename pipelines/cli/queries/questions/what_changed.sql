-- What changed in the organization in the meantime?
-- A trend breaks where a team does: these are the days to mark on a chart, but for holidays and clocks.
-- parameter team: only what concerns this team
select
    happened_on,
    kind,
    people_count as people,
    sentence
from organization_event
where
    kind not in ('holiday', 'clocks_changed')
    and coalesce(getvariable('team') in (team_id, other_team_id), getvariable('team') is null)
order by happened_on, sentence
