-- All that people do is done for a team; found: accounts without one, and the work behind them.
-- asset: core.account_without_team
-- blocking: no
select
    case when is_in_file then 'in no team at that time' else 'not in the organization file' end as what,
    count(*) as accounts,
    sum(event_count)::bigint as events,
    round(100 * sum(event_share), 1) as percent_of_events
from core.account_without_team
group by all
order by all
