-- Ping-pong: three or more passages of a ticket to and fro between one pair of teams (requests and transfers; deliveries
-- and reviews never extend it), and what the requester feels: from the first release to the first work of the first
-- receiver, more than any leg shows.
-- One row per ticket and run.
-- key: ticket_no, released_at
with numbered as (
    select *, sum((not is_back)::integer) over (partition by ticket_no order by leg) as run
    from flow.leg
),
run as (
    select
        ticket_no, run,
        count(*)::bigint as length,
        arg_min(from_team, leg) as from_team,
        arg_min(to_team, leg) as to_team,
        min(released_at) as released_at
    from numbered
    group by ticket_no, run
    having count(*) >= 3
),
started as (
    select run.ticket_no, run.released_at, min(touch.happened_at) as started_at
    from run
    inner join flow.touch as touch
        on touch.ticket_no = run.ticket_no and touch.team_id = run.to_team
        and touch.is_start and touch.happened_at >= run.released_at
    group by all
)
select
    run.ticket_no,
    run.from_team,
    run.to_team,
    run.length,
    run.released_at,
    started.started_at,
    epoch(started.started_at - run.released_at) / 3600 as request_to_start_hours,
    (core.working_seconds(last_day, started.started_at) - core.working_seconds(first_day, run.released_at)) / 3600
        as request_to_start_business_hours
from run
left join started
    on started.ticket_no = run.ticket_no and started.released_at = run.released_at
inner join core.team as team on team.team_id = run.to_team
left join core.calendar_clock as first_day
    on first_day.calendar = team.calendar and first_day.day_on = run.released_at::date
left join core.calendar_clock as last_day
    on last_day.calendar = team.calendar and last_day.day_on = started.started_at::date
