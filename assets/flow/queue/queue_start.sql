-- A ticket's wait for a team's first work: from its first arrival there, by creation or transfer (what a status gave back,
-- relabels and reopenings are none), over all visits of the team until the ticket is closed: what the team asked back
-- about before it began goes on waiting. Open while the team has it and has not begun; it ends unstarted where the team's
-- last visit does, by left_by. Business hours are those of the team's calendar.
-- One row per ticket and team.
-- key: ticket_number, team_id
with start_wait as (
    select
        first_arrival.ticket_number,
        first_arrival.team_id,
        first_arrival.arrived_at,
        min(episode.started_at) as started_at,
        coalesce(
            min(episode.started_at),
            case when count(episode.left_at) = count(*) then max(episode.left_at) end,
            core.as_of()
        ) as ended_at,
        case when count(episode.left_at) = count(*) then arg_max(episode.left_by, episode.left_at) end
            as left_by,
        arg_max(episode.is_closed_by_automation, episode.left_at) as is_closed_by_automation
    from flow.demand as first_arrival
    inner join flow.queue_episode as episode
        on episode.ticket_number = first_arrival.ticket_number
        and episode.team_id = first_arrival.team_id
        and episode.reopened_count = first_arrival.reopened_count
        and episode.arrived_at >= first_arrival.arrived_at
    group by all
)
select
    wait.ticket_number,
    wait.team_id,
    wait.arrived_at,
    wait.started_at,
    wait.ended_at,
    wait.started_at is not null as is_started,
    wait.left_by,
    coalesce(wait.is_closed_by_automation, false) as is_closed_by_automation,
    epoch(wait.ended_at - wait.arrived_at) / 3600 as start_hours,
    core.business_hours(first_day, wait.arrived_at, last_day, wait.ended_at) as start_business_hours
from start_wait as wait
inner join core.team as team on team.team_id = wait.team_id
left join core.calendar_clock as first_day
    on first_day.calendar = team.calendar and first_day.day_on = wait.arrived_at::date
left join core.calendar_clock as last_day
    on last_day.calendar = team.calendar and last_day.day_on = wait.ended_at::date
