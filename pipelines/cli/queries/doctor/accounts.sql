-- The busiest accounts that act without a team, with their names (which are not published).
select
    account.source, account.account_id as account,
    coalesce(jira.payload ->> 'displayName', github.payload ->> 'login') as name,
    account.act_count as acts, account.work_item_count as "work items",
    strftime(account.last_at, '%Y-%m-%d') as "last on"
from core.unplaced_account as account
left join raw.jira_user as jira on jira.source = account.source and jira.id = account.account_id
left join raw.github_user as github on github.source = account.source and github.id = account.account_id
order by acts desc, account.source, account
limit 20
