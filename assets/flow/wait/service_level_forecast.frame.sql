-- Whether a team is about to break its promise: at the end of each week (of the running one: at as_of), of what came to it in
-- the four weeks to there, what was served within the promised hours, what was not, and what waits and has not yet waited so
-- long. expected_share is what becomes of it if what waits is served as soon as what came in the 13 weeks to there was: each
-- is served in time with the chance 1 - S(promised) / S(its age), S being the Kaplan-Meier curve as it stood then. What left
-- before the promised hours counts neither way. Nothing is expected of fewer than 10 items, nor from fewer than 10 served.
-- One row per target, week and team in which something arrived.
-- key: target, week_starts_on, team_id
with arrival as (
    select
        case wait.population when 'queue' then 'touch' else 'start' end as target,
        wait.to_team as team_id,
        team.calendar,
        wait.week_starts_on as came_in_week_on,
        wait.began_at,
        wait.began_at + to_microseconds((3600e6 * wait.hours)::bigint) as ended_at,
        wait.outcome,
        wait.business_hours,
        case wait.population
            when 'queue' then team.service_level.touch_business_hours
            else team.service_level.start_business_hours
        end as promised_business_hours,
        team.service_level.share as promised_share
    from flow.wait as wait
    inner join core.team as team on team.team_id = wait.to_team
    where
        wait.population in ('queue', 'queue_start')
        and promised_business_hours is not null and wait.business_hours is not null
),
cut as (
    select week_starts_on, least(ends_at, core.as_of()) as measured_at
    from core.week
    where is_observed
)
select
    arrival.target,
    cut.week_starts_on,
    arrival.team_id,
    cut.measured_at,
    arrival.promised_business_hours::double as promised_business_hours,
    arrival.promised_share,
    arrival.came_in_week_on >= cut.week_starts_on - 21 as is_in_window,
    if(arrival.ended_at <= cut.measured_at, arrival.outcome, 'open') as outcome,
    least(
        arrival.business_hours,
        core.business_hours(first_day, arrival.began_at, cut_day, cut.measured_at)
    ) as business_hours
from arrival
inner join cut
    on arrival.came_in_week_on between cut.week_starts_on - 84 and cut.week_starts_on
    and arrival.began_at < cut.measured_at
left join core.calendar_clock as first_day
    on first_day.calendar = arrival.calendar and first_day.day_on = arrival.began_at::date
left join core.calendar_clock as cut_day
    on cut_day.calendar = arrival.calendar and cut_day.day_on = cut.measured_at::date
