-- What GitHub's accounts and repositories were called, as each look saw them, and those from which issues were transferred. An
-- account's is its handle; a repository is the project of its issues.
-- One row per look and thing.
-- view: core.known_name
select
    source, 'account' as kind, id as thing_id,
    regexp_replace(lower(payload ->> 'login'), '\[bot\]$', '') as name, fetched_at as seen_at
from landing.github_user
where payload is not null
union all
select source, 'project', id, lower(payload ->> 'nameWithOwner'), fetched_at
from landing.github_repository
where payload is not null
union all
select source, 'project', from_repository_id, lower(from_repository_name), seen_at
from core.github_transfer
where from_repository_id is not null
