-- Handoffs between teams that waited in the window of what-if questions, and how many working hours of theirs lie in it.
select
    handoff.handoff_id,
    handoff.from_team,
    giver.name as from_team_name,
    handoff.to_team,
    receiver.name as to_team_name,
    coalesce(
        core.business_hours(
            first_day,
            greatest(handoff.released_at, flow.merge_window_from()),
            last_day,
            handoff.clock_ended_at
        ), 0
    ) as business_hours
from flow.handoff as handoff
inner join flow.merge_team as giver on giver.team_id = handoff.from_team
inner join flow.merge_team as receiver on receiver.team_id = handoff.to_team
inner join core.team as team on team.team_id = handoff.to_team
left join core.calendar_clock as first_day
    on first_day.calendar = team.calendar
    and first_day.day_on = greatest(handoff.released_at, flow.merge_window_from())::date
left join core.calendar_clock as last_day
    on last_day.calendar = team.calendar and last_day.day_on = handoff.clock_ended_at::date
where handoff.clock_ended_at >= flow.merge_window_from()
