-- Verified e-mail addresses of accounts, as far as their sources show them. Addresses that a vendor makes up belong to
-- nobody. Never leaves the warehouse.
-- One row per account and address.
-- key: source, account_id, email
with address as (
    select source, account_id, email from core.jira_account_email
    union
    select source, account_id, email from core.github_account_email
)
select distinct source, account_id, lower(trim(email)) as email
from address
where email like '%_@_%' and not regexp_matches(lower(email), '(^|[.@+-])no-?reply\b')
