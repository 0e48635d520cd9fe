-- One pull request to ten tickets, opened in the ticket's first weeks.
select
    'github' as source,
    number::varchar as pull_request_id,
    '1' as repository_id,
    'bench/app#' || number as key,
    'https://github.example/bench/app/pull/' || number as url,
    ((number % 40) * 10 + hash(number, 'author') % 10)::varchar as author,
    'merged' as state,
    false as is_draft,
    timestamp '2023-01-02 00:00:00' + to_seconds((hash(number, 'created') % 94000000)::bigint)
    + to_seconds((hash(number, 'pull') % 1500000)::bigint) as created_at,
    created_at + interval 5 days as updated_at,
    created_at + interval 5 days as merged_at,
    created_at + interval 5 days as closed_at,
    author as merged_by,
    'c' || number as merge_commit,
    'main' as base,
    100::bigint as additions,
    10::bigint as deletions,
    run.as_of as first_seen_at,
    null::timestamp as gone_at,
    [{ 'key': 'P' || number % 40 || '-' || number, 'in': 'title' }] as ticket_keys
from generate_series(1, getvariable('tickets'), 10) as s (number)
cross join core.run as run
where created_at <= run.as_of
