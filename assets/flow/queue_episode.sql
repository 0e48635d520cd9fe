-- A ticket's wait in a team's queue: from arrival to the team's first touch; open while neither touch nor leave came.
-- Waits are null unless touched; business hours are those of the team's calendar.
-- One row per spell of a team.
-- key: source, ticket_id, arrived_at
select
    spell.source,
    spell.ticket_id,
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
    case
        when team.calendar is not null then (
            coalesce(
                last_day.seconds_before
                + least(epoch(ended_at - last_day.opens_at), epoch(last_day.closes_at - last_day.opens_at)),
                0
            )
            - coalesce(
                first_day.seconds_before
                + least(
                    epoch(spell.from_at - first_day.opens_at),
                    epoch(first_day.closes_at - first_day.opens_at)
                ),
                0
            )
        ) / 3600
    end as queue_business_hours
from flow.spell as spell
cross join core.run as run
inner join core.team as team on team.team_id = spell.owner
asof left join core.calendar_day as first_day
    on first_day.calendar = team.calendar and spell.from_at >= first_day.opens_at
asof left join core.calendar_day as last_day
    on last_day.calendar = team.calendar
    and coalesce(spell.touched_at, spell.to_at, run.as_of) >= last_day.opens_at
where not spell.is_pseudo
