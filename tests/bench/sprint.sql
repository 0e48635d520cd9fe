-- A sprint of each project in every two weeks, most of which are over.
select
    'jira' as source,
    (home * 1000 + number)::varchar as sprint_id,
    'P' || home || ' Sprint ' || number as name,
    home::varchar as board_id,
    case when starts_at + interval 14 days <= run.as_of then 'closed' else 'active' end as state,
    starts_at,
    starts_at + interval 14 days as ends_at,
    starts_at as activated_at,
    case when starts_at + interval 14 days <= run.as_of then starts_at + interval 14 days end as completed_at,
    null::timestamp as gone_at
from (
    select home, number, timestamp '2023-01-02 09:00:00' + to_days(14 * number::integer) as starts_at
    from generate_series(0, 39) as p (home), generate_series(0, 90) as s (number)
)
cross join core.run as run
where starts_at <= run.as_of
