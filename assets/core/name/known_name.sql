-- Every name that a thing of a source has had, as looks and histories show it, in the form in which the organization file is
-- compared: accounts (handles), projects and repositories, the source's own teams, statuses, components, values of the Team
-- field, resolutions. first_seen_at is -infinity for a name of before every look, last_seen_at infinity for the name of now.
-- Of accounts, projects and teams one at a time has a name: who takes it after another (is_taken) is a stranger. The
-- name of a project or a team that is gone may be given again; that of an account never means another.
-- One row per thing and name.
-- key: source, kind, thing_id, name
with sighting as (
    select source, kind, thing_id, name, seen_at from core.jira_name
    union all by name
    select source, kind, thing_id, name, seen_at from core.github_name
    union all
    select source, 'account', account_id, handle, 'infinity' from core.profile
    union all
    select source, 'project', project_id, lower(key), seen_at from core.project_key
    union all
    select source, 'project', project_id, lower(key), 'infinity' from core.project
    union all
    select source, 'project', repository_id, lower(name), 'infinity' from core.repository
    union all
    select source, 'source_team', team_id, name, from_at from core.team_roster
    union all
    select source, 'source_team', team_id, name, to_at from core.team_roster where to_at = 'infinity'
    union all
    select source, field, from_id, from_text, happened_at
    from core.ticket_change
    where field in ('status', 'component', 'resolution')
    union all
    select source, field, to_id, to_text, happened_at
    from core.ticket_change
    where field in ('status', 'component', 'resolution')
    union all
    select source, 'component', c.id, c.name, updated_at from core.latest_ticket, unnest(components) as u (c)
    union all
    select source, 'resolution', resolution_id, resolution, updated_at from core.latest_ticket
    union all
    select held.source, 'team_value', held.value_id, held.value_text, ticket.updated_at
    from core.field_value as held
    inner join
        core.latest_ticket as ticket
        on ticket.source = held.source and ticket.ticket_id = held.ticket_id
    where held.role = 'team'
),
name_use as (
    select
        source, kind, thing_id, name, min(seen_at) as first_seen_at, max(seen_at) as last_seen_at
    from sighting
    where thing_id is not null and name is not null
    group by all
),
thing_gone as (
    select source, 'project' as kind, project_id as thing_id from core.project where gone_at is not null
    union all
    select source, 'project', repository_id from core.repository where gone_at is not null
    union all
    select source, 'source_team', team_id
    from core.team_roster
    group by all
    having max(to_at) < 'infinity'
)
select
    name_use.source,
    name_use.kind,
    name_use.thing_id,
    name_use.name,
    name_use.first_seen_at,
    name_use.last_seen_at,
    name_use.kind in ('account', 'project', 'source_team')
    and thing_gone.thing_id is null
    and name_use.thing_id <> first_value(name_use.thing_id) over (
        partition by name_use.source, name_use.kind, name_use.name
        order by thing_gone.thing_id is not null, name_use.first_seen_at, name_use.thing_id
    ) as is_taken
from name_use
left join thing_gone
    on thing_gone.source = name_use.source and thing_gone.kind = name_use.kind
    and thing_gone.thing_id = name_use.thing_id
