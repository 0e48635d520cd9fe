-- The work items that rows of a team and week rest on, by what such rows count: queue (tickets that were open with the team),
-- arrival (those that first came to it in the week), completion (tickets that it completed, pull requests of its members that were merged), velocity (the same, where their
-- estimates are added up), handoff (what was handed to it), giver (what it handed on) and merge (pull requests that
-- were merged). A merge by nobody's member has no team.
-- One row per population, team, week and work item, or handoff of it.
-- view: flow.team_doubt
with dated_completion as (
    select *, date_trunc('week', core.local_time(completed_at))::date as week_starts_on from flow.completion
),
merge as (
    select *, date_trunc('week', core.local_time(merged_at))::date as week_starts_on
    from flow.pull_request_stage
    where merged_at is not null
),
observed_handoff as (
    select *, release_week_starts_on as week_starts_on from flow.handoff
    where is_observed
)
select
    'queue' as population, week_starts_on, team_id, ticket_number, null as source, null as pull_request_id,
    false as is_unestimated
from flow.resident
union all by name
select 'arrival' as population, week_starts_on, to_team as team_id, wait_number as ticket_number
from flow.wait
where population = 'queue'
union all by name
select
    unnest(['completion', 'velocity']) as population, week_starts_on, team_id, ticket_number,
    population = 'velocity' and points is null as is_unestimated
from dated_completion
union all by name
select
    unnest(['completion', 'velocity', 'merge']) as population, week_starts_on, team_id, source,
    pull_request_id
from merge
union all by name
select
    'handoff' as population, week_starts_on, coalesce(to_team, core.unowned()) as team_id, ticket_number,
    source, pull_request_id
from observed_handoff
union all by name
select 'giver' as population, week_starts_on, from_team as team_id, ticket_number, source, pull_request_id
from observed_handoff
