-- Every thirtieth merge is released.
select
    source,
    'r' || pull_request_id as release_id,
    repository_id,
    'v' || pull_request_id as tag,
    merge_commit as commit,
    false as is_prerelease,
    merged_by as account_id,
    merged_at + interval 1 hour as happened_at
from core.latest_pull_request
where pull_request_id::bigint % 30 = 1 and merged_at is not null
