-- Who waits in each team's queue: what came in and went out week by week for each team that asked, how old what is open
-- is, and each one's share of the demand and of the service over the last 13 weeks. Unequal shares can be right, since
-- priorities differ: look at the priority and size of the work (work_item) before asking why.
-- The counts of a team's requesters add up to its row in team_week.
-- One row per team or pseudo-owner, week and requester, where anything came, went, or was open in the 13 weeks.
-- key: week_starts_on, team_id, requester_team
-- column week_starts_on: Monday of the week, in the organization's time zone
-- column iso_week: ISO year and week
-- column is_complete_week: false for the running week, which stands at as_of
-- column team_id: who the work came to: a team, UNOWNED or CUSTOMER
-- column team_name: what that is called
-- column requester_team: who asked: a team (the team itself for its own), CUSTOMER, or UNKNOWN
-- column requester_team_name: what that is called
-- column arrival_count: tickets created into the team
-- column transfer_in_count: tickets that came over from another owner
-- column completed_count: tickets closed with a resolution that counts, whether or not they were reopened later
-- column cancelled_count: tickets closed otherwise
-- column open_end_count: tickets open just before the week's end
-- column age_in_team_hours_max: of these, the oldest in the team
-- column age_in_team_hours_sum: hours that all of these have been there
-- column queue_age_share: this requester's part of the hours that all open tickets have been in the team
-- column demand_13_weeks_count: tickets that came to the team for the first time in the 13 weeks to the end of this one
-- column completed_13_weeks_count: tickets completed in the same weeks
-- column demand_share: this requester's part of the demand in these weeks; null where there was none
-- column service_share: this requester's part of the completions in these weeks; null where there were none
-- column fairness: service_share by demand_share: below 1 gets less than it asks for; null without demand or completions
-- column demand_hhi: how concentrated the team's demand is: the sum of squared shares, 1 where one requester asks for all
-- column is_share_shown: whether at least 20 completions of the team stand behind the shares
-- column grade: how far the row may be trusted: A (nothing speaks against it), B, C or D (half of it or more is doubtful); null where it rests on nothing
-- column doubts: the findings that touch it, by their kind in data_quality, sorted; empty where there are none
with week_movement as (
    select
        date_trunc('week', timezone(o.timezone, timezone('UTC', movement.happened_at)))::date
            as week_starts_on,
        movement.team_id,
        coalesce(requester.team_id, core.unknown()) as requester_team,
        count(*) filter (where movement.kind like 'arrival%')::bigint as arrival_count,
        count(*) filter (where movement.kind = 'transfer_in')::bigint as transfer_in_count,
        count(*) filter (where movement.kind = 'completed')::bigint as completed_count,
        count(*) filter (where movement.kind = 'cancelled')::bigint as cancelled_count,
        0::bigint as demand_count
    from flow.movement as movement
    cross join core.organization as o
    left join flow.requester as requester on requester.ticket_number = movement.ticket_number
    group by all
),
week_demand as (
    select
        date_trunc('week', timezone(o.timezone, timezone('UTC', demand.arrived_at)))::date as week_starts_on,
        demand.team_id,
        demand.requester_team,
        count(*)::bigint as demand_count
    from flow.demand as demand
    cross join core.organization as o
    group by all
),
week_stock as (
    select
        open_work.week_starts_on,
        open_work.team_id,
        coalesce(requester.team_id, core.unknown()) as requester_team,
        count(*)::bigint as open_count,
        max(open_work.age_in_team_hours) as age_max,
        sum((open_work.age_in_team_hours * 3600e6)::bigint) as age_microseconds
    from flow.open_work as open_work
    left join flow.requester as requester on requester.ticket_number = open_work.ticket_number
    group by all
),
figure as (
    select * from week_movement
    union all by name
    select * from week_demand
    union all by name
    select * from week_stock
),
observed_week as (
    select * from core.week
    where is_observed
),
week_figure as (
    select
        figure.week_starts_on,
        figure.team_id,
        figure.requester_team,
        sum(arrival_count)::bigint as arrival_count,
        sum(transfer_in_count)::bigint as transfer_in_count,
        sum(completed_count)::bigint as completed_count,
        sum(cancelled_count)::bigint as cancelled_count,
        sum(demand_count)::bigint as demand_count,
        sum(open_count)::bigint as open_count,
        max(age_max) as age_max,
        sum(age_microseconds) as age_microseconds
    from figure
    semi join observed_week on observed_week.week_starts_on = figure.week_starts_on
    group by all
),
-- What happened in a week counts for the 13 weeks that end with it and with each of the twelve after it.
thirteen_weeks as (
    select
        week_starts_on + 7 * later.number::integer as week_starts_on,
        team_id,
        requester_team,
        sum(demand_count)::bigint as demand_13_weeks_count,
        sum(completed_count)::bigint as completed_13_weeks_count
    from week_figure
    cross join generate_series(0, 12) as later (number)
    group by all
),
total as (
    select
        thirteen_weeks.week_starts_on,
        week.iso_week,
        week.is_complete_week,
        thirteen_weeks.team_id,
        thirteen_weeks.requester_team,
        coalesce(week_figure.arrival_count, 0) as arrival_count,
        coalesce(week_figure.transfer_in_count, 0) as transfer_in_count,
        coalesce(week_figure.completed_count, 0) as completed_count,
        coalesce(week_figure.cancelled_count, 0) as cancelled_count,
        coalesce(week_figure.open_count, 0) as open_end_count,
        week_figure.age_max as age_in_team_hours_max,
        coalesce(week_figure.age_microseconds, 0) as age_microseconds,
        coalesce(thirteen_weeks.demand_13_weeks_count, 0) as demand_13_weeks_count,
        coalesce(thirteen_weeks.completed_13_weeks_count, 0) as completed_13_weeks_count
    from thirteen_weeks
    inner join observed_week as week on week.week_starts_on = thirteen_weeks.week_starts_on
    left join week_figure
        on week_figure.week_starts_on = thirteen_weeks.week_starts_on
        and week_figure.team_id = thirteen_weeks.team_id
        and week_figure.requester_team = thirteen_weeks.requester_team
),
requester_share as (
    select
        *,
        demand_13_weeks_count / nullif(sum(demand_13_weeks_count) over team_week, 0) as demand_share,
        completed_13_weeks_count / nullif(sum(completed_13_weeks_count) over team_week, 0) as service_share,
        age_microseconds / nullif(sum(age_microseconds) over team_week, 0) as queue_age_share,
        sum(demand_13_weeks_count * demand_13_weeks_count) over team_week
        / nullif(sum(demand_13_weeks_count) over team_week, 0)
        / nullif(sum(demand_13_weeks_count) over team_week, 0) as demand_hhi,
        sum(completed_13_weeks_count) over team_week >= 20 as is_share_shown
    from total
    window team_week as (partition by week_starts_on, team_id)
)
select
    requester_share.week_starts_on,
    iso_week,
    is_complete_week,
    requester_share.team_id,
    marts.team_name(requester_share.team_id) as team_name,
    requester_team,
    marts.team_name(requester_team) as requester_team_name,
    arrival_count,
    transfer_in_count,
    completed_count,
    cancelled_count,
    open_end_count,
    age_in_team_hours_max,
    age_microseconds / 3600e6 as age_in_team_hours_sum,
    queue_age_share,
    demand_13_weeks_count,
    completed_13_weeks_count,
    demand_share,
    service_share,
    service_share / nullif(demand_share, 0) as fairness,
    demand_hhi,
    is_share_shown,
    trust.grade,
    trust.doubts
from requester_share
left join flow.team_trust as trust
    on trust.population = 'queue' and trust.period = '13 weeks'
    and trust.period_starts_on = requester_share.week_starts_on - 84
    and trust.team_id = requester_share.team_id
order by requester_share.week_starts_on, requester_share.team_id, requester_team
