-- How many actions of humans each pull request has, and how many of these by humans who were in no team then.
-- One row per pull request on which a human acted.
-- key: source, pull_request_id
select
    event.source,
    event.pull_request_id,
    count(*)::bigint as action_count,
    count(*) filter (where member.team_id is null)::bigint as teamless_count
from core.pull_request_event as event
inner join core.account as account
    on account.source = event.source and account.account_id = event.account_id and account.kind = 'human'
left join core.account_team as member
    on member.source = event.source and member.account_id = event.account_id
    and event.happened_at >= member.from_at and event.happened_at < member.to_at
where event.kind is not null and event.happened_at <= core.as_of()
group by event.source, event.pull_request_id
