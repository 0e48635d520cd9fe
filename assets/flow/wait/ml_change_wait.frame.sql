-- How long changes of teams of kind ml took from the merge to the first users' report about them: Kaplan-Meier
-- estimates over all that were merged since the history of every source is complete (flow.ml_change), by the quarter of the merge,
-- and of all. A change about which nobody reported was watched until as_of. Interval by tickets: changes of one
-- ticket hang together.
-- One row per clock, period, first day of it and team.
-- key: clock, period, period_starts_on, team_id
with change as (
    select
        change.*,
        coalesce(change.reported_at, core.as_of()) as watched_until,
        date_trunc('quarter', core.local_time(change.merged_at))::date as quarter_starts_on
    from flow.ml_change as change
    where change.is_observed
)
select
    change.team_id,
    (datediff('month', bound.first_on, change.quarter_starts_on) // 3) as week_number,
    bound.first_on,
    bound.quarter_count as week_count,
    -- Tickets are numbered from 1 on.
    coalesce(change.root_number, -row_number() over (order by change.source, change.pull_request_id))
        as chain,
    case when change.reported_at is null then 'open' else 'picked_up' end as outcome,
    epoch(change.watched_until - change.merged_at) / 3600 as hours,
    0.0::double as entry_hours,
    epoch(core.as_of() - change.merged_at) / 3600 as follow_up_hours,
    coalesce(o.tau_business_hours, 80)::double as tau_business_hours
from change
cross join core.organization as o
cross join core.quarter_span as bound
where bound.first_on is not null
