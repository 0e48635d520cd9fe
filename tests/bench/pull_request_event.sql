-- Six events of each pull request: its opening, two commits, a request to another team, its review, the merge.
with pull as (
    select *, pull_request_id::bigint as number from core.latest_pull_request
)
select
    source,
    pull_request_id,
    pull_request_id || '-' || e.kind || e.n as event_id,
    e.n as event_number,
    e.kind,
    created_at + to_seconds(e.n * (hash(number, e.n) % 90000)::bigint) as happened_at,
    case when e.kind = 'commit' then created_at end as authored_at,
    case
        when
            e.kind = 'review'
            then ((hash(number, 'reviewing') % 40) * 10 + hash(number, 'reviewer') % 10)::varchar
        else author
    end as account_id,
    case when e.kind = 'review_requested' then 'bench/t' || hash(number, 'reviewing') % 40 end
        as reviewer_team,
    null::varchar as reviewer,
    case when e.kind = 'review' then 'approved' end as state
from pull,
    (
        values
        ('opened', 0), ('commit', 1), ('commit', 2), ('review_requested', 1), ('review', 3), ('merged', 5)
    ) as e (kind, n)
