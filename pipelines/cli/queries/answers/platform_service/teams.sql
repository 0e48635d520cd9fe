-- Every team by how it is asked, over all of history.
select
    team_name as team,
    is_platform as platform,
    demand_pattern as looks_like,
    inbound_count as asked,
    outbound_count as asks,
    inbound_share as asked_of_both_share,
    demand_breadth_share as breadth_share,
    largest_requester_share as largest_share,
    bounce_count as sent_back,
    done_count as done,
    request_count as "of",
    case when is_p85_shown then done_p85_business_hours end as done_p85_hours
from platform_service
where period = 'all'
order by is_platform desc, inbound_share desc nulls last, team
