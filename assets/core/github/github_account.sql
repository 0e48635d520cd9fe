-- Accounts as GitHub shows them, in the columns of core.profile: logins without a bot's suffix.
-- One row per account.
-- view: core.profile
select
    source,
    id as account_id,
    regexp_replace(lower(payload ->> 'login'), '\[bot\]$', '') as handle,
    case payload ->> '__typename' when 'Bot' then 'bot' end as kind,
    payload ->> 'name' as name,
    payload ->> 'login' as login
from raw.github_user
