-- Ping-pong: three or more handoffs of a ticket to and fro between one pair of teams (requests and transfers; deliveries
-- and reviews never extend it), and what the requester feels: from the first release to the first work of the first
-- receiver, more than any hop shows.
-- One row per ticket and run.
-- key: ticket_number, released_at
-- kept for: what a requester waits for, over several handoffs
with numbered_hop as (
    select *, sum((not is_back)::integer) over (partition by ticket_number order by hop) as run
    from flow.ticket_hop
),
hop_run as (
    select
        ticket_number, run,
        count(*)::bigint as length,
        arg_min(from_team, hop) as from_team,
        arg_min(to_team, hop) as to_team,
        min(released_at) as released_at
    from numbered_hop
    group by ticket_number, run
    having count(*) >= 3
),
first_start as (
    select hop_run.ticket_number, hop_run.released_at, min(touch.happened_at) as started_at
    from hop_run
    inner join flow.touch as touch
        on touch.ticket_number = hop_run.ticket_number and touch.team_id = hop_run.to_team
        and touch.is_start and touch.happened_at >= hop_run.released_at
    group by all
)
select
    hop_run.ticket_number,
    hop_run.from_team,
    hop_run.to_team,
    hop_run.length,
    hop_run.released_at,
    first_start.started_at,
    epoch(first_start.started_at - hop_run.released_at) / 3600 as request_to_start_hours,
    core.business_hours(first_day, hop_run.released_at, last_day, first_start.started_at)
        as request_to_start_business_hours
from hop_run
left join first_start
    on first_start.ticket_number = hop_run.ticket_number and first_start.released_at = hop_run.released_at
inner join core.team as team on team.team_id = hop_run.to_team
left join core.calendar_clock as first_day
    on first_day.calendar = team.calendar and first_day.day_on = hop_run.released_at::date
left join core.calendar_clock as last_day
    on last_day.calendar = team.calendar and last_day.day_on = first_start.started_at::date
