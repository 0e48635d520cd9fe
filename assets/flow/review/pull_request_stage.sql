-- The stages of a merged pull request (metrics: pull request stages), which add up from the first commit to the merge:
-- coding (first commit authored to ready; ready is the last time it left draft before the first response, else its
-- opening), pickup (to the first human response of somebody else), review (to the last approval before the merge),
-- merge. Where nobody responded or approved, what cannot be told is null, not 0. A deleted account is known by no id: it
-- is nobody's author, and whether its response was a human's is unknown. So is who responded where the merge itself has
-- no event (migrated without), and when a commit was made whose date is from before there was git. state is that of as_of.
-- is_observed is false of one that was opened before the history of its source is complete: its events are not all known.
-- One row per pull request.
-- key: source, pull_request_id
with event as (
    select event.*, account.kind as account_kind, pull.author, pull.created_at, pull.merged_at
    from core.pull_request_event as event
    inner join core.pull_request as pull
        on pull.source = event.source and pull.pull_request_id = event.pull_request_id
    left join core.account as account
        on account.source = event.source and account.account_id = event.account_id
    where event.happened_at <= core.as_of()
),
response as (
    select
        source,
        pull_request_id,
        min(happened_at) filter (where account_kind = 'human') as responded_at,
        arg_min(account_id, (happened_at, event_number)) filter (where account_kind = 'human') as responder,
        bool_or(account_id is null) as has_unknown_responder
    from event
    where kind in ('review', 'comment') and (account_id = author) is not true
        and happened_at <= coalesce(merged_at, 'infinity'::timestamp)
    group by source, pull_request_id
),
moment as (
    select
        event.source,
        event.pull_request_id,
        case
            when not coalesce(min(event.authored_at) < timestamp '2005-04-07', false)
                then least(any_value(event.created_at), min(event.authored_at))
        end as first_commit_at,
        max(event.happened_at) filter (
            where event.kind = 'ready_for_review'
            and event.happened_at <= coalesce(response.responded_at, event.merged_at, 'infinity'::timestamp)
        ) as last_ready_at,
        max(event.happened_at) filter (
            where event.kind = 'review' and event.state = 'approved' and event.account_kind = 'human'
            and event.account_id is distinct from event.author
            and event.happened_at <= coalesce(event.merged_at, 'infinity'::timestamp)
        ) as approved_at,
        bool_or(event.kind = 'merged') as has_merge
    from event
    left join response using (source, pull_request_id)
    group by event.source, event.pull_request_id
)
select
    pull.source,
    pull.pull_request_id,
    coalesce(member.team_id, principal.team_id) as team_id,
    moment.first_commit_at,
    coalesce(moment.last_ready_at, pull.created_at) as ready_at,
    response.responded_at,
    moment.approved_at,
    pull.merged_at,
    pull.state,
    pull.created_at >= host.history_from as is_observed,
    case
        when response.responded_at is not null then false
        when coalesce(response.has_unknown_responder, false) then null
        when pull.merged_at is null or moment.has_merge then true
    end as is_unreviewed,
    epoch(ready_at - moment.first_commit_at) / 3600 as coding_hours,
    epoch(ready_at - pull.created_at) / 3600 as draft_hours,
    epoch(response.responded_at - ready_at) / 3600 as pickup_hours,
    core.business_hours(first_day, ready_at, last_day, response.responded_at)
        as pickup_business_hours,
    epoch(moment.approved_at - response.responded_at) / 3600 as review_hours,
    epoch(pull.merged_at - moment.approved_at) / 3600 as merge_hours,
    epoch(pull.merged_at - moment.first_commit_at) / 3600 as total_hours
from core.pull_request as pull
inner join moment using (source, pull_request_id)
inner join core.source as host using (source)
left join response using (source, pull_request_id)
left join core.principal as principal
    on principal.source = pull.source and principal.item_kind = 'pull_request'
    and principal.event_id = 'ended ' || pull.pull_request_id
left join core.account_team as member
    on member.source = pull.source and member.account_id = pull.author and member.kind = 'human'
    and coalesce(pull.merged_at, core.as_of()) >= member.from_at
    and coalesce(pull.merged_at, core.as_of()) < member.to_at
left join core.account_team as reviewing
    on reviewing.source = pull.source and reviewing.account_id = response.responder
    and response.responded_at >= reviewing.from_at and response.responded_at < reviewing.to_at
left join core.team as team on team.team_id = reviewing.team_id
left join core.calendar_clock as first_day
    on first_day.calendar = team.calendar
    and first_day.day_on = coalesce(moment.last_ready_at, pull.created_at)::date
left join core.calendar_clock as last_day
    on last_day.calendar = team.calendar and last_day.day_on = response.responded_at::date
