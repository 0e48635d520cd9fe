-- Two comments to a ticket, mostly by its own team, in the first weeks.
select
    'jira' as source,
    number || '-' || n as comment_id,
    number::varchar as ticket_id,
    'a' || (
        (
            case
                when hash(number, n, 'whose') % 4 = 0 then hash(number, n, 'team') % 40 else
                    (number % 40)::ubigint
            end
        )
        * 10
        + hash(number, n, 'who') % 10
    ) as account_id,
    timestamp '2023-01-02 00:00:00' + to_seconds((hash(number, 'created') % 94000000)::bigint)
    + to_seconds((hash(number, n, 'comment') % 3000000)::bigint) as happened_at,
    true as is_public
from generate_series(1, getvariable('tickets')) as s (number), generate_series(1, 2) as t (n)
