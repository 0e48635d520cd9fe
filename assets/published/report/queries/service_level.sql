-- What a team promises, and how it kept that in the newest 13 weeks that could be watched so long.
select
    target,
    if(requester_class = '*', 'all', requester_class) as requester_class,
    period_ends_on,
    arrival_count,
    if(is_p85_shown, p85_business_hours, null) as p85_business_hours,
    promised_business_hours,
    promised_share,
    if(is_attainment_shown, attainment_share, null) as attainment_share,
    is_promise_kept,
    grade
from service_level
where team_id = $team and period = '13 weeks' and is_latest and promised_business_hours is not null
order by target desc, service_level.requester_class
