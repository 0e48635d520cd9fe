-- The two states of a GitHub issue, as statuses: the organization file may give them a meaning by name.
-- One row per source with issues and state.
-- key: source, status_id
select distinct source, status_id, status_id as name, category
from raw.github_issue
cross join (values ('open', 'new'), ('closed', 'done')) as state (status_id, category)
