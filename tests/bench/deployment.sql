-- Every third merge goes to production hours later.
select
    source,
    'd' || pull_request_id as deployment_id,
    repository_id,
    'production' as environment,
    merge_commit as commit,
    'main' as branch,
    'success' as state,
    merged_by as account_id,
    merged_at + to_seconds(3600 + (hash(pull_request_id, 'deployed') % 90000)::bigint) as happened_at
from core.latest_pull_request
where pull_request_id::bigint % 3 = 0 and merged_at is not null
