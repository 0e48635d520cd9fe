-- How long teams take for what other teams ask of them, until it is done (flow.queue_done): by the quarter in which it came, and
-- of all. Kaplan-Meier 85th percentile in the team's working hours and by the clock, and the share that was done within what the
-- team promises; known only where all could be watched for so long (is_mature). What came before the history of all
-- sources is complete is left out.
-- One row per period, first day of it and team to which something came.
-- key: period, period_starts_on, team_id
select
    done.team_id,
    'team' as requester_class,
    datediff('month', bound.first_on, date_trunc('quarter', core.local_time(done.arrived_at))::date) // 3
        as week_number,
    bound.first_on,
    bound.quarter_count as week_count,
    done.outcome,
    done.hours,
    done.business_hours,
    done.follow_up_business_hours,
    team.service_level.done_business_hours as promised_business_hours,
    team.service_level.share as promised_share,
    coalesce(o.tau_business_hours, 80)::double as tau_business_hours
from flow.queue_done as done
cross join core.organization as o
cross join core.quarter_span as bound
inner join core.team as team on team.team_id = done.team_id
inner join core.team as requester on requester.team_id = done.requester_team and not requester.is_pseudo
where bound.first_on is not null
    and done.requester_team <> done.team_id
    and done.business_hours is not null
    and done.arrived_at >= (select max(history_from) from core.source)
