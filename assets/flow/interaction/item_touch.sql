-- Touches by teams on work items: on tickets with the pull requests that belong to them, and on pull requests that belong
-- to no ticket; what agents do there for a team's human is the team's, as on tickets. is_work marks a work status, a commit and
-- the opening of a pull request: not what is said about it.
-- One row per work item and event.
-- key: item_number, source, event_id
-- view: flow.pair_item
select
    ticket_number::bigint as item_number,
    source,
    event_id,
    happened_at,
    team_id,
    kind in ('work_status', 'opened', 'commit') as is_work
from flow.action
where is_touch and team_id is not null
union all
select
    lone_pull_request.item_number,
    event.source,
    event.event_id,
    event.happened_at,
    coalesce(member.team_id, principal.team_id),
    event.kind in ('opened', 'commit')
from core.pull_request_event as event
inner join flow.lone_pull_request as lone_pull_request
    on lone_pull_request.source = event.source and lone_pull_request.pull_request_id = event.pull_request_id
left join core.account_team as member
    on member.source = event.source and member.account_id = event.account_id and member.kind = 'human'
    and event.happened_at >= member.from_at and event.happened_at < member.to_at
left join core.principal as principal
    on principal.source = event.source and principal.item_kind = 'pull_request'
    and principal.event_id = event.event_id
where event.kind in ('opened', 'commit', 'comment', 'review') and event.happened_at <= core.as_of()
    and coalesce(member.team_id, principal.team_id) is not null
    and (
        principal.event_id is null or event.kind in ('opened', 'commit')
        or (event.kind = 'comment' and principal.rung = 1)
    )
