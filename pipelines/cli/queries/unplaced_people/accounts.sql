-- The share of what people did that was done for no known team, and the accounts behind it.
select
    coalesce(sum(event_share), 0) as event_share,
    count(*) filter (where is_in_file) as named_count,
    count(*) filter (where not is_in_file) as unnamed_count
from core.account_without_team
