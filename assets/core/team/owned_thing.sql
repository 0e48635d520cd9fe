-- What the organization file says that teams own, in its own words, when: projects (a repository is the project of its
-- issues), components, labels, statuses, values of the Team field, the source's own teams, paths. What a team is called
-- counts as a value of the Team field, after what the file says of values (rank 2). Half-open, infinite where nothing bounds
-- it.
-- One row per thing that the file names.
-- key: kind, project_key, value, team_id, from_at, rank
with dated_team as (
    select
        t,
        coalesce(t.from_at::timestamp, '-infinity'::timestamp) as from_at,
        coalesce(t.to_at::timestamp, 'infinity'::timestamp) as to_at
    from core.organization, unnest(teams) as u (t)
)
select
    'project' as kind,
    '' as project_key,
    lower(unnest(t.owns.jira_projects)) as value,
    t.id as team_id,
    from_at,
    to_at, 1 as rank
from dated_team
union
select 'component', lower(c.project), c.component, t.id, from_at, to_at, 1
from dated_team, unnest(t.owns.jira_components) as v (c)
union
select 'label', '', unnest(t.owns.jira_labels), t.id, from_at, to_at, 1 from dated_team
union
select 'team_value', '', unnest(t.owns.jira_team_values), t.id, from_at, to_at, 1 from dated_team
union
select 'source_team', '', lower(unnest(t.owns.github_teams)), t.id, from_at, to_at, 1 from dated_team
union
select 'project', '', lower(unnest(t.owns.github_repositories)), t.id, from_at, to_at, 1 from dated_team
union
select 'path', lower(p.repository), p.path, t.id, from_at, to_at, 1
from dated_team, unnest(t.owns.github_paths) as v (p)
union
select 'status', '', unnest(t.owns.jira_statuses), t.id, from_at, to_at, 1 from dated_team
union
select 'status', '', s.status, t.id, from_at, to_at, 1
from dated_team, core.organization as o, unnest(o.statuses.owners) as v (s)
where s.owner = t.id
union
select
    case d.kind when 'repository' then 'project' when 'github_team' then 'source_team' else d.kind end,
    lower(d.within),
    case when d.kind in ('github_team', 'repository', 'project') then lower(d.value) else d.value end,
    t.id,
    greatest(from_at, coalesce(d.from_at::timestamp, '-infinity'::timestamp)),
    least(to_at, coalesce(d.to_at::timestamp, 'infinity'::timestamp)),
    1
from dated_team, unnest(t.owns.dated) as v (d)
union
select 'team_value', '', name, team_id, from_at, to_at, 2 from core.team_name
