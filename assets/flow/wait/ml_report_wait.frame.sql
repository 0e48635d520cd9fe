-- How long users' reports took to the first touch of a team of kind ml, and how many are over untouched: Kaplan-Meier
-- estimates over all reports that reached the team or are marked for it (flow.ml_report), by the quarter in which they came,
-- and of all. Reports of before the history of their source is complete are left out. cancelled_by_tau is the share that
-- was over, before anybody of the team touched it, within tau_hours (Aalen-Johansen). Interval by what hangs together.
-- One row per clock, period, first day of it and team.
-- key: clock, period, period_starts_on, team_id
with report as (
    select
        report.*,
        date_trunc('quarter', core.local_time(report.reported_at))::date as quarter_starts_on
    from flow.ml_report as report
    where report.is_observed
)
select
    report.team_id,
    (datediff('month', bound.first_on, report.quarter_starts_on) // 3) as week_number,
    bound.first_on,
    bound.quarter_count as week_count,
    report.first_item_number as chain,
    report.outcome,
    epoch(report.watched_until - report.reported_at) / 3600 as hours,
    0.0::double as entry_hours,
    epoch(core.as_of() - report.reported_at) / 3600 as follow_up_hours,
    core.business_hours(first_day, report.reported_at, last_day, report.watched_until) as business_hours,
    0.0::double as entry_business_hours,
    core.business_hours(first_day, report.reported_at, today, core.as_of()) as follow_up_business_hours,
    coalesce(o.tau_business_hours, 80)::double as tau_business_hours
from report
cross join core.organization as o
cross join core.quarter_span as bound
inner join core.team as team on team.team_id = report.team_id
left join core.calendar_clock as first_day
    on first_day.calendar = team.calendar and first_day.day_on = report.reported_at::date
left join core.calendar_clock as last_day
    on last_day.calendar = team.calendar and last_day.day_on = report.watched_until::date
left join core.calendar_clock as today
    on today.calendar = team.calendar and today.day_on = core.as_of()::date
where bound.first_on is not null
