select
    team_id,
    is_platform,
    demand_pattern,
    inbound_count,
    inbound_share,
    demand_breadth_share,
    largest_requester_share,
    bounce_share,
    case when is_p85_shown then done_p85_business_hours end as done_p85_business_hours
from marts.platform_service
where period = 'all'
order by inbound_share desc nulls last, team_id
