-- What was found of each source, and how fresh it is.
select
    source, coalesce(flavour, kind) || coalesce(' ' || version, '') as "what it is",
    whole_scope_count || ' of ' || scope_count as "read whole",
    coalesce(strftime(oldest_whole_at, '%Y-%m-%d %H:%M'), 'never') as "as fresh as (UTC)",
    ticket_count as tickets, pull_request_count as "pull requests", skipped_count as skipped
from source
order by source
