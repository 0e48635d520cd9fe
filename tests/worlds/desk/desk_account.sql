-- Accounts as a desk shows them, in the columns of core.profile.
-- One row per account.
-- view: core.profile
select
    source, id as account_id, lower(id) as handle, null::varchar as kind, payload ->> 'name' as name,
    id as login
from raw.desk_user
