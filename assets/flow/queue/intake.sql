-- Intake: what a customer reported, until somebody of the first team touched it. It is no handoff: nobody had the ball
-- before. Open ones run to as_of, or to the last look.
-- One row per ticket of a customer.
-- key: ticket_number
select
    episode.ticket_number,
    episode.team_id,
    ticket.created_at,
    episode.touched_at,
    episode.is_touched,
    epoch(episode.ended_at - ticket.created_at) / 3600 as intake_hours,
    core.business_hours(first_day, ticket.created_at, last_day, episode.ended_at)
        as intake_business_hours
from (
    select * from flow.queue_episode
    qualify row_number() over (partition by ticket_number order by arrived_at) = 1
) as episode
inner join flow.requester as requester
    on requester.ticket_number = episode.ticket_number and requester.is_customer
inner join core.ticket as ticket on ticket.ticket_number = episode.ticket_number
inner join core.team as team on team.team_id = episode.team_id
left join core.calendar_clock as first_day
    on first_day.calendar = team.calendar and first_day.day_on = ticket.created_at::date
left join core.calendar_clock as last_day
    on last_day.calendar = team.calendar and last_day.day_on = episode.ended_at::date
