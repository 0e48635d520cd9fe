-- Verified e-mail addresses of accounts: Jira's where it shows them, GitHub's where a profile or a commit that GitHub has
-- matched with the account does. Addresses that GitHub makes up belong to nobody. Never leaves the warehouse.
-- One row per account and address.
-- key: source, account_id, email
with address as (
    select source, id as account_id, payload ->> 'emailAddress' as email
    from raw.jira_user
    union
    select source, id, payload ->> 'email'
    from raw.github_user
    union
    select source, payload ->> 'databaseId', payload ->> 'email'
    from raw.github_email
)
select distinct source, account_id, lower(trim(email)) as email
from address
where email like '%_@_%' and not regexp_matches(lower(email), '(^|[.@+-])no-?reply\b')
