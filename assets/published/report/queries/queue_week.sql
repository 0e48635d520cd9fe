-- What came to a team's open work and what left it, by week: the 26 weeks to the week, and the running one.
select
    week_starts_on,
    iso_week,
    is_complete_week,
    open_start_count,
    arrival_count + transfer_in_count as came_count,
    completed_count,
    cancelled_count,
    transfer_out_count,
    relabel_in_count - relabel_out_count + reopened_count - gone_count as other_count,
    open_end_count,
    queue_count,
    wip_count,
    blocked_count,
    age_in_team_hours_p50,
    age_in_team_hours_p85,
    age_in_team_hours_max,
    grade,
    (
        select count(distinct happened_on) from organization_event as event
        where event.kind = 'holiday' and event.team_id = $team
            and event.week_starts_on = week.week_starts_on
    )::int as holiday_count
from team_week as week
where team_id = $team and week_starts_on > $week::date - 7 * 26 and week_starts_on <= $week::date + 7
order by week_starts_on
