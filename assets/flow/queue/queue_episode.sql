-- A ticket's wait in a team's queue: from arrival to the team's first touch; open while neither touch nor leave came.
-- Waits are null unless touched; business hours are those of the team's calendar.
-- One row per visit of a team.
-- key: ticket_number, arrived_at
select
    visit.ticket_number,
    visit.visit_number,
    visit.owner as team_id,
    visit.arrived_by,
    visit.from_at as arrived_at,
    visit.touched_at,
    visit.started_at,
    visit.to_at as left_at,
    visit.ended_by as left_by,
    visit.touched_at is not null as is_touched,
    coalesce(visit.touched_at, visit.to_at, run.as_of) as ended_at,
    epoch(ended_at - visit.from_at) / 3600 as queue_hours,
    (core.working_seconds(last_day, ended_at) - core.working_seconds(first_day, visit.from_at)) / 3600
        as queue_business_hours
from flow.visit as visit
cross join core.run as run
inner join core.team as team on team.team_id = visit.owner
left join core.calendar_clock as first_day
    on first_day.calendar = team.calendar and first_day.day_on = visit.from_at::date
left join core.calendar_clock as last_day
    on last_day.calendar = team.calendar
    and last_day.day_on = coalesce(visit.touched_at, visit.to_at, run.as_of)::date
where not visit.is_pseudo
