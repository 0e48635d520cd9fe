-- The repository of all pull requests.
select
    'github' as source,
    '1' as repository_id,
    'bench/app' as name,
    'https://github.example/bench/app' as url,
    false as is_archived,
    'main' as default_branch,
    null::timestamp as gone_at
