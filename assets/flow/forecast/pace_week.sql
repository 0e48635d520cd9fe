-- What a forecast can be made of: the flow of each team's weeks, and how many full weeks in a row, the row's own among
-- them, the team has been what it is: since it began, and since the last reorganization (metrics: forecasts). The running
-- week is no full week; it stands at as_of. What a reorganization brings or takes in its own week is no flow.
-- One row per team and week of its time.
-- key: team_id, week_starts_on
with dated_week as (
    select
        week_starts_on,
        (week_starts_on - min(week_starts_on) over ()) // 7 as week_number,
        starts_at,
        is_complete_week,
        case when is_complete_week then ends_at end as ends_at,
        case
            when is_complete_week then timezone(o.timezone, timezone('UTC', ends_at))
            else timezone(o.timezone, timezone('UTC', core.as_of()))
        end::date as counts_from_on
    from core.week
    cross join core.organization as o
    where is_observed
),
team_life as (
    select
        dated_week.*,
        team.team_id,
        greatest(team.from_at, coalesce((
            select max(reorganization.settled_at)
            from flow.reorganization as reorganization
            where reorganization.team_id = team.team_id
                and reorganization.settled_at < coalesce(dated_week.ends_at, 'infinity'::timestamp)
        ), '-infinity'::timestamp)) as since_at
    from dated_week
    inner join core.team as team
        on not team.is_pseudo
        and team.from_at < coalesce(dated_week.ends_at, core.as_of())
        and (
            team.to_at > core.as_of()
            or (dated_week.is_complete_week and team.to_at >= dated_week.ends_at)
        )
),
week_stock as (
    select week_starts_on, team_id, count(*)::bigint as open_count
    from flow.open_work
    group by week_starts_on, team_id
)
select
    team_life.team_id,
    team_life.week_starts_on,
    team_life.is_complete_week,
    team_life.counts_from_on,
    (
        select count(*) from dated_week as full_week
        where full_week.starts_at >= team_life.since_at and full_week.is_complete_week
            and full_week.week_number <= team_life.week_number
    )::bigint as full_weeks,
    coalesce(movement_week.completed_count, 0) as completed_count,
    coalesce(movement_week.cancelled_count, 0) as cancelled_count,
    coalesce(
        movement_week.arrival_internal_count + movement_week.arrival_customer_count
        + movement_week.arrival_external_count + movement_week.transfer_in_count
        + movement_week.reopened_count
        + case when reorganization.team_id is null then movement_week.relabel_in_count else 0 end, 0
    ) as inflow_count,
    coalesce(
        movement_week.completed_count + movement_week.cancelled_count + movement_week.gone_count
        + movement_week.transfer_out_count
        + case when reorganization.team_id is null then movement_week.relabel_out_count else 0 end, 0
    ) as outflow_count,
    coalesce(week_stock.open_count, 0) as open_count
from team_life
left join flow.movement_week as movement_week
    on movement_week.week_starts_on = team_life.week_starts_on
    and movement_week.team_id = team_life.team_id
left join flow.reorganization as reorganization
    on reorganization.week_starts_on = team_life.week_starts_on
    and reorganization.team_id = team_life.team_id
left join week_stock
    on week_stock.week_starts_on = team_life.week_starts_on and week_stock.team_id = team_life.team_id
