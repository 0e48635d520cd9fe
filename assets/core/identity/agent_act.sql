-- What agents did on tickets and pull requests: whatever flow counts of humans, by the same ids of events. Beside it, for each pull
-- request that an agent opened: as whose it was asked to be reviewed (asked) and was merged, or is open at as_of (ended).
-- One row per act.
-- key: source, item_kind, event_id
with agent as (
    select source, account_id from core.account where kind = 'agent'
)
select
    source, 'ticket' as item_kind, ticket_id as item_id, change_id as event_id, 'change' as kind,
    account_id, any_value(happened_at) as happened_at
from core.ticket_change
semi join agent using (source, account_id)
group by source, ticket_id, change_id, account_id
union all
select source, 'ticket', ticket_id, 'comment ' || comment_id, 'comment', account_id, happened_at
from core.ticket_comment
semi join agent using (source, account_id)
union all
select source, 'pull_request', pull_request_id, event_id, kind, account_id, happened_at
from core.pull_request_event
semi join agent using (source, account_id)
where kind is not null
union all
select
    event.source, 'pull_request', event.pull_request_id, 'asked ' || event.event_id, 'asked',
    pull.author, event.happened_at
from core.pull_request_event as event
inner join core.pull_request as pull
    on pull.source = event.source and pull.pull_request_id = event.pull_request_id
inner join agent on agent.source = pull.source and agent.account_id = pull.author
where event.kind = 'review_requested'
union all
select
    pull.source, 'pull_request', pull.pull_request_id, 'ended ' || pull.pull_request_id, 'ended',
    pull.author, coalesce(pull.merged_at, core.as_of())
from core.pull_request as pull
inner join agent on agent.source = pull.source and agent.account_id = pull.author
