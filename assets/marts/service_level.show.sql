select
    team_id,
    requester_class,
    target,
    arrival_count,
    p85_business_hours,
    promised_business_hours,
    attainment_share,
    is_promise_kept
from marts.service_level
where is_latest and period = '13 weeks' and is_p85_shown
order by team_id, target, requester_class
