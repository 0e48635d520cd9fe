-- E-mail addresses of accounts, where Jira shows them.
-- One row per account with an address.
-- view: core.account_email
select source, id as account_id, payload ->> 'emailAddress' as email
from raw.jira_user
