-- Whether the flow of each team's work may be reasoned about by Little's law, over four weeks each: what was open on
-- average is how many tickets came by in an hour times how long each was there. This always holds, whichever way the hours
-- are counted (a blocking check): it tests the data. Whether the past says anything of the future depends on four
-- conditions more (Vacanti): each is met where two numbers differ by a tenth or less, or by one ticket.
-- One row per team or pseudo-owner and four whole weeks, of which a window ends with each week.
-- key: period_starts_on, team_id
-- show: select team_id, open_mean, item_hourly_rate, residence_hours_mean, is_stable from marts.flow_check qualify period_starts_on = max(period_starts_on) over () order by team_id
-- column period_starts_on: the first of its four Mondays, in the organization's time zone
-- column period_ends_on: the Monday after them
-- column team_id: team, or UNOWNED or CUSTOMER
-- column team_name: what it is called
-- column period_hours: their real length
-- column item_hours: hours that tickets were open with the team, by what was open and moved in and out
-- column residence_item_hours: the same by each ticket's own stay: equal, or history is lost
-- column item_count: different tickets that were there
-- column open_mean: tickets open on average (L): item_hours by period_hours
-- column item_hourly_rate: tickets per hour (lambda): item_count by period_hours
-- column residence_hours_mean: hours that a ticket was there in these weeks (W): item_hours by item_count; null without tickets
-- column open_start_count: tickets open when they began
-- column open_end_count: tickets open when they ended
-- column inflow_count: tickets that came in meanwhile, by whatever way
-- column outflow_count: tickets that went out
-- column unfinished_count: of these, cancelled or gone, and of those open at the end, untouched by anybody for all four weeks
-- column age_start_hours_mean: mean hours in the team of what was open when they began; null where nothing was
-- column age_end_hours_mean: the same of what was open when they ended
-- column is_rate_equal: as many came as went
-- column is_all_finished: next to nothing was given up or forgotten: unfinished_count is a tenth of outflow_count at most, or one
-- column is_open_stable: as many were open at the end as at the start
-- column is_age_stable: what is open is as old as it was; null where nothing was open at either end
-- column is_stable: all four: the past may be carried on
-- column grade: how far the row may be trusted: A (nothing speaks against it), B, C or D (half of it or more is doubtful); null where it rests on nothing
-- column doubts: the findings that touch it, by their kind in data_quality, sorted; empty where there are none
with stock as (
    -- Whole microseconds are added up, since a sum of fractions depends on its order.
    select
        week_starts_on,
        team_id,
        count(*)::bigint as open_count,
        count(*) filter (where idle_hours >= 4 * 168)::bigint as forgotten_count,
        sum((age_in_team_hours * 3600000000)::bigint) / 3600000000 / open_count as age_hours_mean
    from flow.open_work
    group by week_starts_on, team_id
),
team_in_week as (
    select
        week.week_starts_on,
        week.starts_at,
        week.ends_at,
        week.is_observed,
        team.team_id,
        team.from_at,
        team.to_at,
        coalesce(stock.open_count, 0) as open_count,
        coalesce(stock.forgotten_count, 0) as forgotten_count,
        stock.age_hours_mean,
        residence.* exclude (week_starts_on, team_id),
        movement.arrival_internal_count + movement.arrival_customer_count + movement.arrival_external_count
        + movement.transfer_in_count + movement.relabel_in_count + movement.reopened_count as inflow_count,
        movement.transfer_out_count + movement.relabel_out_count + movement.completed_count
        + movement.cancelled_count + movement.gone_count as outflow_count,
        movement.cancelled_count + movement.gone_count as given_up_count
    from core.week as week
    cross join core.team as team
    left join stock on stock.week_starts_on = week.week_starts_on and stock.team_id = team.team_id
    left join flow.residence as residence
        on residence.week_starts_on = week.week_starts_on and residence.team_id = team.team_id
    left join flow.movement_week as movement
        on movement.week_starts_on = week.week_starts_on and movement.team_id = team.team_id
    where week.is_complete_week
),
team_in_period as (
    select
        team_id,
        from_at,
        to_at,
        first_value(starts_at) over four_weeks as starts_at,
        ends_at,
        (week_starts_on - 21)::date as period_starts_on,
        week_starts_on + 7 as period_ends_on,
        count(*) filter (where is_observed) over four_weeks as week_count,
        epoch(ends_at - first_value(starts_at) over four_weeks) / 3600 as period_hours,
        coalesce(sum(snapshot_microseconds) over four_weeks, 0) / 3600000000 as item_hours,
        coalesce(sum(residence_microseconds) over four_weeks, 0) / 3600000000 as residence_item_hours,
        coalesce(sum(inflow_count) over four_weeks, 0)::bigint as inflow_count,
        coalesce(sum(outflow_count) over four_weeks, 0)::bigint as outflow_count,
        coalesce(sum(given_up_count) over four_weeks, 0)::bigint + forgotten_count as unfinished_count,
        coalesce(item_count, 0)
        + coalesce(lag(away_1_count) over weeks, 0)
        + coalesce(lag(away_2_count, 2) over weeks, 0)
        + coalesce(lag(away_3_count, 3) over weeks, 0) as item_count,
        coalesce(lag(open_count, 4) over weeks, 0) as open_start_count,
        open_count as open_end_count,
        lag(age_hours_mean, 4) over weeks as age_start_hours_mean,
        age_hours_mean as age_end_hours_mean
    from team_in_week
    window
        weeks as (partition by team_id order by week_starts_on),
        four_weeks as (partition by team_id order by week_starts_on rows between 3 preceding and current row)
)
select
    team_in_period.period_starts_on,
    period_ends_on,
    team_in_period.team_id,
    marts.team_name(team_in_period.team_id) as team_name,
    period_hours,
    item_hours,
    residence_item_hours,
    team_in_period.item_count,
    item_hours / period_hours as open_mean,
    team_in_period.item_count / period_hours as item_hourly_rate,
    item_hours / nullif(team_in_period.item_count, 0) as residence_hours_mean,
    open_start_count,
    open_end_count,
    inflow_count,
    outflow_count,
    unfinished_count,
    age_start_hours_mean,
    age_end_hours_mean,
    abs(inflow_count - outflow_count) <= greatest(1, greatest(inflow_count, outflow_count) / 10)
        as is_rate_equal,
    unfinished_count <= greatest(1, outflow_count / 10) as is_all_finished,
    abs(open_end_count - open_start_count) <= greatest(1, greatest(open_start_count, open_end_count) / 10)
        as is_open_stable,
    case
        when age_start_hours_mean is not null and age_end_hours_mean is not null
            then abs(age_end_hours_mean - age_start_hours_mean)
                <= greatest(age_start_hours_mean, age_end_hours_mean) / 10
    end as is_age_stable,
    is_rate_equal and is_all_finished and is_open_stable and is_age_stable as is_stable,
    trust.grade,
    trust.doubts
from team_in_period
left join flow.team_trust as trust
    on trust.population = 'queue' and trust.period = '4 weeks'
    and trust.period_starts_on = team_in_period.period_starts_on and trust.team_id = team_in_period.team_id
where
    week_count = 4
    and (
        team_in_period.item_count > 0
        or (
            ends_at > from_at
            and starts_at < to_at
        )
    )
order by team_in_period.period_starts_on, team_in_period.team_id
