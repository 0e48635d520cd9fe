-- Does a team keep what it promises?
-- What its service_level in the organization file says, by who asked, over the newest 13 weeks of which each item could be
-- watched so long.
-- parameter team: only this team
select
    team_id as team,
    requester_class as who_asks,
    target,
    arrival_count as items,
    round(p85_business_hours, 1) as p85,
    promised_business_hours as promised,
    round(attainment_share, 2) as attained,
    is_promise_kept as kept
from service_level
where
    period = '13 weeks'
    and is_latest
    and is_attainment_shown
    and team_id = coalesce(getvariable('team'), team_id)
order by team, target desc, who_asks
