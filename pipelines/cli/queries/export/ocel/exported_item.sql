-- The work items of an export, for the queries of its objects and events: all counted tickets and all pull requests, or those in which a team had a part.
with team_ticket as (
    select source, ticket_id from ownership where team_id = $team
    union
    select source, work_item_id from handoff
    where work_item_kind = 'ticket' and $team in (from_team, to_team)
),
team_pull_request as (
    select source, pull_request_id from pull_request where team_id = $team
    union
    select source, pull_request_id from review_request where $team in (from_team, to_team)
)
select
    'ticket' as kind, source, work_item_id as item_id, format('ticket {} {}', source, work_item_id) as id
from work_item
where is_counted
    and ($team = '' or (source, work_item_id) in (select (source, ticket_id) from team_ticket))
union all
select 'pull_request', source, pull_request_id, format('pull request {} {}', source, pull_request_id)
from pull_request
where $team = '' or (source, pull_request_id) in (select (source, pull_request_id) from team_pull_request)
