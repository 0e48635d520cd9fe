-- A ticket's wait in a team's queue: from arrival to the team's first touch; open while neither touch nor leave came.
-- Waits are null unless touched; business hours are those of the team's calendar.
-- One row per spell of a team.
-- key: ticket_no, arrived_at
select
    spell.ticket_no,
    spell.spell,
    spell.owner as team_id,
    spell.arrived_by,
    spell.from_at as arrived_at,
    spell.touched_at,
    spell.started_at,
    spell.to_at as left_at,
    spell.ended_by as left_by,
    spell.touched_at is not null as is_touched,
    coalesce(spell.touched_at, spell.to_at, run.as_of) as ended_at,
    epoch(ended_at - spell.from_at) / 3600 as queue_hours,
    (core.working_seconds(last_day, ended_at) - core.working_seconds(first_day, spell.from_at)) / 3600
        as queue_business_hours
from flow.spell as spell
cross join core.run as run
inner join core.team as team on team.team_id = spell.owner
left join core.calendar_clock as first_day
    on first_day.calendar = team.calendar and first_day.day_on = spell.from_at::date
left join core.calendar_clock as last_day
    on last_day.calendar = team.calendar
    and last_day.day_on = coalesce(spell.touched_at, spell.to_at, run.as_of)::date
where not spell.is_pseudo
