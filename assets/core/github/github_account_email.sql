-- E-mail addresses of accounts, where a profile on GitHub or a commit that GitHub has matched with the account shows them.
-- One row per account and address.
-- view: core.account_email
select source, id as account_id, payload ->> 'email' as email
from raw.github_user
union
select source, payload ->> 'databaseId', payload ->> 'email'
from raw.github_email
