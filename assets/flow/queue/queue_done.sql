-- A ticket's way through a team, from its first arrival there (by creation or transfer) until the team completed it: over
-- all visits of the team, also after a reopening, to the close that stands (picked_up, or cancelled where its resolution
-- does not count). It ends uncompleted where the team's last visit does: forwarded, or open where it is gone. Time in which
-- a customer had the ball is not the team's: hours leave it out. What was closed within five minutes of its creation was
-- written down afterwards, and is left out. Business hours are those of the team's calendar.
-- One row per ticket and team.
-- key: ticket_number, team_id
with way as (
    select
        first_arrival.ticket_number,
        first_arrival.team_id,
        first_arrival.requester_team,
        first_arrival.arrived_at,
        count(episode.left_at) = count(*) as is_over,
        max(episode.left_at) as left_at,
        arg_max(episode.left_by, episode.left_at) as left_by,
        max(close.closed_at) as closed_at,
        arg_max(close.is_counted, close.closed_at) as is_counted
    from flow.demand as first_arrival
    inner join flow.queue_episode as episode
        on episode.ticket_number = first_arrival.ticket_number
        and episode.team_id = first_arrival.team_id
        and episode.arrived_at >= first_arrival.arrived_at
    left join (select * from flow.close where reopened_at is null) as close
        on close.ticket_number = episode.ticket_number and close.visit_number = episode.visit_number
    group by all
),
outcome as (
    select
        way.*,
        case
            when way.is_counted then 'picked_up'
            when closed_at is not null then 'cancelled'
            when is_over and left_by in ('passed', 'closed') then 'forwarded'
            else 'open'
        end as outcome,
        coalesce(closed_at, case when is_over then left_at end, core.as_of()) as ended_at,
        team.calendar
    from way
    inner join core.team as team on team.team_id = way.team_id
    inner join core.ticket as ticket on ticket.ticket_number = way.ticket_number
    where not coalesce(closed_at < ticket.created_at + interval 5 minutes, false)
),
customer_stretch as (
    select
        outcome.ticket_number, outcome.team_id, outcome.calendar,
        greatest(owned.from_at, outcome.arrived_at) as from_at,
        least(owned.to_at, outcome.ended_at) as to_at
    from outcome
    inner join flow.ownership_interval as owned
        on owned.ticket_number = outcome.ticket_number
        and owned.owner = core.customer() and not owned.is_done
        and owned.from_at < outcome.ended_at and owned.to_at > outcome.arrived_at
),
pause as (
    select
        stretch.ticket_number, stretch.team_id,
        sum(epoch_us(stretch.to_at - stretch.from_at)) / 3600e6 as hours,
        sum(core.business_hours(first_day, stretch.from_at, last_day, stretch.to_at)) as business_hours
    from customer_stretch as stretch
    left join core.calendar_clock as first_day
        on first_day.calendar = stretch.calendar and first_day.day_on = stretch.from_at::date
    left join core.calendar_clock as last_day
        on last_day.calendar = stretch.calendar and last_day.day_on = stretch.to_at::date
    group by stretch.ticket_number, stretch.team_id
)
select
    outcome.ticket_number,
    outcome.team_id,
    outcome.requester_team,
    outcome.arrived_at,
    outcome.ended_at,
    outcome.outcome,
    epoch_us(outcome.ended_at - outcome.arrived_at) / 3600e6 - coalesce(pause.hours, 0) as hours,
    core.business_hours(first_day, outcome.arrived_at, last_day, outcome.ended_at)
    - coalesce(pause.business_hours, 0) as business_hours,
    core.business_hours(first_day, outcome.arrived_at, as_of_day, core.as_of())
    - coalesce(pause.business_hours, 0) as follow_up_business_hours
from outcome
left join pause on pause.ticket_number = outcome.ticket_number and pause.team_id = outcome.team_id
left join core.calendar_clock as first_day
    on first_day.calendar = outcome.calendar and first_day.day_on = outcome.arrived_at::date
left join core.calendar_clock as last_day
    on last_day.calendar = outcome.calendar and last_day.day_on = outcome.ended_at::date
left join core.calendar_clock as as_of_day
    on as_of_day.calendar = outcome.calendar and as_of_day.day_on = core.as_of()::date
