-- What teams own, when: projects (a repository is the project of its issues), components, labels, statuses, values of the
-- Team field, the source's own teams, paths. Projects are in lower case, as a ticket's key tells them (core.project_of). What the organization file says of a thing comes first, then a team's own name as a value of the Team field, then
-- what a team had that was merged into another: one owner at a time. Half-open, infinite where nothing bounds it.
-- One row per thing (kind, project or repository around it, value) and stretch.
-- key: kind, project_key, value, from_at
with dated_team as (
    select
        t,
        coalesce(t.from_at::timestamp, '-infinity'::timestamp) as from_at,
        coalesce(t.to_at::timestamp, 'infinity'::timestamp) as to_at
    from core.organization, unnest(teams) as u (t)
),
owned_thing as (
    select
        'project' as kind,
        '' as project_key,
        lower(unnest(t.owns.jira_projects)) as value,
        t.id as team_id,
        from_at,
        to_at
    from dated_team
    union all
    select 'component', lower(c.project), c.component, t.id, from_at, to_at
    from dated_team, unnest(t.owns.jira_components) as v (c)
    union all
    select 'label', '', unnest(t.owns.jira_labels), t.id, from_at, to_at from dated_team
    union all
    select 'team_value', '', unnest(t.owns.jira_team_values), t.id, from_at, to_at from dated_team
    union all
    select 'source_team', '', lower(unnest(t.owns.github_teams)), t.id, from_at, to_at from dated_team
    union all
    select 'project', '', lower(unnest(t.owns.github_repositories)), t.id, from_at, to_at from dated_team
    union all
    select 'path', lower(p.repository), p.path, t.id, from_at, to_at
    from dated_team, unnest(t.owns.github_paths) as v (p)
    union all
    select 'status', '', unnest(t.owns.jira_statuses), t.id, from_at, to_at from dated_team
    union all
    select 'status', '', s.status, t.id, from_at, to_at
    from dated_team, core.organization as o, unnest(o.statuses.owners) as v (s)
    where s.owner = t.id
),
claim as (
    select *, 1 as rank from owned_thing
    union all
    select
        case d.kind when 'repository' then 'project' when 'github_team' then 'source_team' else d.kind end,
        lower(d.within),
        case when d.kind in ('github_team', 'repository', 'project') then lower(d.value) else d.value end,
        t.id,
        greatest(from_at, coalesce(d.from_at::timestamp, '-infinity'::timestamp)),
        least(to_at, coalesce(d.to_at::timestamp, 'infinity'::timestamp)),
        1
    from dated_team, unnest(t.owns.dated) as v (d)
    union all
    select 'team_value', '', name, team_id, from_at, to_at, 2 from core.team_name
),
claim_or_heirloom as (
    select * from claim where from_at < to_at
    union all
    select claim.kind, project_key, value, heir_id, heir.from_at, heir.to_at, rank + 2
    from claim
    inner join core.team_heir as heir on heir.team_id = claim.team_id and claim.to_at <= heir.from_at
    inner join dated_team on dated_team.t.id = claim.team_id and claim.to_at = dated_team.to_at
),
stretch as (
    select
        kind, project_key, value, from_at,
        lead(from_at, 1, 'infinity'::timestamp)
            over (partition by kind, project_key, value order by from_at)
            as to_at
    from (
        select kind, project_key, value, from_at from claim_or_heirloom
        union
        select kind, project_key, value, to_at from claim_or_heirloom where isfinite(to_at)
    )
),
decision as (
    select
        stretch.kind, stretch.project_key, stretch.value, stretch.from_at, stretch.to_at,
        arg_min(claim_or_heirloom.team_id, (rank, claim_or_heirloom.team_id)) as team_id
    from stretch
    inner join claim_or_heirloom
        on claim_or_heirloom.kind = stretch.kind and claim_or_heirloom.project_key = stretch.project_key
        and claim_or_heirloom.value = stretch.value
        and claim_or_heirloom.from_at <= stretch.from_at and claim_or_heirloom.to_at >= stretch.to_at
    where stretch.from_at < stretch.to_at
    group by all
)
select kind, project_key, value, team_id, from_at, to_at
from decision
