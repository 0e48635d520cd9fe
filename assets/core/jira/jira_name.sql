-- What Jira's accounts and statuses were called, as each look saw them, and what the statuses are called that it lists now. An
-- account's name is its handle.
-- One row per look and thing.
-- view: core.known_name
select
    source, 'account' as kind, id as thing_id, lower(coalesce(payload ->> 'name', id)) as name,
    fetched_at as seen_at
from landing.jira_user
where payload is not null
union all
select source, 'status', id, payload ->> 'name', fetched_at
from landing.jira_status
where payload is not null
union all
select source, 'status', id, payload ->> 'name', 'infinity'::timestamp
from raw.jira_status
where gone_at is null
