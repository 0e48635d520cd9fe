-- A ticket's wait in a team's queue: from arrival to the team's first touch; open while neither touch nor leave came.
-- Waits are null unless touched; business hours are those of the team's calendar.
-- One row per visit of a team.
-- key: ticket_number, arrived_at
with team_visit as (
    select
        *,
        case when isfinite(to_at) then to_at end as left_at,
        coalesce(touched_at, left_at, core.as_of()) as ended_at
    from flow.visit
    where not is_pseudo
)
select
    visit.ticket_number,
    visit.visit_number,
    visit.owner as team_id,
    visit.arrived_by,
    visit.reopened_count,
    visit.from_at as arrived_at,
    visit.touched_at,
    visit.touched_by,
    visit.started_at,
    visit.left_at,
    visit.ended_by as left_by,
    visit.is_closed_by_automation,
    visit.touched_at is not null as is_touched,
    visit.ended_at,
    epoch(visit.ended_at - visit.from_at) / 3600 as queue_hours,
    core.business_hours(first_day, visit.from_at, last_day, visit.ended_at)
        as queue_business_hours
from team_visit as visit
inner join core.team as team on team.team_id = visit.owner
left join core.calendar_clock as first_day
    on first_day.calendar = team.calendar and first_day.day_on = visit.from_at::date
left join core.calendar_clock as last_day
    on last_day.calendar = team.calendar and last_day.day_on = visit.ended_at::date
