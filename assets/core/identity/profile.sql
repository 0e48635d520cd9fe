-- Accounts as their sources show them: handle is what the organization file may name one by beside its id, login what
-- people know it by. Holds names: it never leaves the warehouse.
-- One row per account.
-- key: source, account_id
select * from core.jira_account
union all by name
select * from core.github_account
