-- What the organization file says a team owns: projects, components, values of the Team field, GitHub teams.
-- One row per kind of thing, project (components only) and value.
-- key: kind, project_key, value
with claim as (
    select 'project' as kind, '' as project_key, unnest(t.owns.jira_projects) as value, t.id as team_id
    from core.organization, unnest(teams) as u (t)
    union all
    select 'component', c.project, c.component, t.id
    from core.organization, unnest(teams) as u (t), unnest(t.owns.jira_components) as v (c)
    union all
    select 'team_value', '', unnest(t.owns.jira_team_values), t.id
    from core.organization, unnest(teams) as u (t)
    union all
    select 'github_team', '', lower(unnest(t.owns.github_teams)), t.id
    from core.organization, unnest(teams) as u (t)
)
select kind, project_key, value, team_id
from claim
