-- Humans' accounts that did something at a time at which the organization file puts them in no team, with how much it
-- was: what would be counted as nobody's. Changes and comments on tickets, and what is done on pull requests.
-- One row per account.
-- key: source, account_id
with act as (
    select distinct
        source, account_id, 'change ' || change_id as act_id, ticket_id as work_item_id, happened_at
    from core.ticket_change
    union all
    select source, account_id, 'comment ' || comment_id, ticket_id, happened_at
    from core.ticket_comment
    union all
    select source, account_id, event_id, pull_request_id, happened_at
    from core.pull_request_event
    where kind is not null
)
select
    act.source,
    act.account_id,
    account.person_id,
    count(*) as act_count,
    count(distinct act.work_item_id) as work_item_count,
    min(act.happened_at) as first_at,
    max(act.happened_at) as last_at
from act
inner join core.account as account
    on account.source = act.source and account.account_id = act.account_id and account.kind = 'human'
left join core.account_team as member
    on member.source = act.source and member.account_id = act.account_id
    and act.happened_at >= member.from_at and act.happened_at < member.to_at
where member.team_id is null and act.happened_at <= core.as_of()
group by all
