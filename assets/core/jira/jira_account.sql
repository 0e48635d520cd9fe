-- Accounts as Jira shows them, in the columns of core.profile. handle is what the organization file may name an account
-- by beside its id: Data Center's login, beside its key.
-- One row per account.
-- view: core.profile
select
    source,
    id as account_id,
    lower(coalesce(payload ->> 'name', id)) as handle,
    case payload ->> 'accountType' when 'app' then 'bot' when 'customer' then 'customer' end as kind,
    payload ->> 'displayName' as name,
    payload ->> 'emailAddress' as login
from raw.jira_user
