-- How long open tickets were in each team's hands, week by week (the running week: up to as_of), in microseconds and in two
-- ways that share nothing but the history: by snapshots, from what was open when the week began and what moved in and
-- out since; by residence, from each ticket's own stay cut to the week. They are equal where no history is lost: Little's law
-- is about the same area, seen from the queue or from the tickets.
-- Further, how many tickets were there, and how many of these were away in the next one, two and three weeks:
-- by these sums several weeks know their distinct tickets.
-- One row per week and team or pseudo-owner where anything was open.
-- key: week_starts_on, team_id
with numbered_week as (
    select
        week_starts_on,
        starts_at,
        least(ends_at, core.as_of()) as ends_at,
        (week_starts_on - min(week_starts_on) over ()) // 7 as number
    from core.week
),
first_week as (
    select min(week_starts_on) as starts_on
    from core.week
),
week_residence as (
    select
        number,
        team_id,
        sum(microseconds)::bigint as microseconds,
        count(*)::bigint as item_count,
        count(*) filter (where gap > 1)::bigint as away_1_count,
        count(*) filter (where gap > 2)::bigint as away_2_count,
        count(*) filter (where gap > 3)::bigint as away_3_count
    from (
        select
            number,
            resident.team_id,
            resident.microseconds,
            lead(number, 1, number + 4) over (partition by team_id, ticket_number order by number)
            - number as gap
        from flow.resident as resident
        inner join numbered_week using (week_starts_on)
    )
    group by number, team_id
),
week_movement as (
    select
        (date_trunc('week', core.local_time(movement.happened_at))::date - first_week.starts_on) // 7
            as number,
        movement.team_id,
        movement.happened_at,
        case
            when movement.kind in ('transfer_out', 'relabel_out', 'completed', 'cancelled', 'gone') then -1
            else 1
        end as direction
    from flow.movement as movement
    cross join first_week
),
movement_total as (
    select
        week_movement.number,
        week_movement.team_id,
        sum(direction * (epoch_us(week.ends_at) - epoch_us(week_movement.happened_at))) as microseconds
    from week_movement
    inner join numbered_week as week using (number)
    group by all
),
stock as (
    select
        (week_starts_on - first_week.starts_on) // 7 + 1 as number,
        team_id,
        count(*)::bigint as open_count
    from flow.open_work
    cross join first_week
    group by all
),
week_snapshot as (
    select
        number,
        team_id,
        coalesce(stock.open_count * (epoch_us(week.ends_at) - epoch_us(week.starts_at)), 0)
        + coalesce(movement_total.microseconds, 0) as microseconds
    from stock
    full join movement_total using (number, team_id)
    inner join numbered_week as week using (number)
)
select
    week.week_starts_on,
    team_id,
    coalesce(snapshot.microseconds, 0)::bigint as snapshot_microseconds,
    coalesce(residence.microseconds, 0)::bigint as residence_microseconds,
    coalesce(residence.item_count, 0) as item_count,
    coalesce(residence.away_1_count, 0) as away_1_count,
    coalesce(residence.away_2_count, 0) as away_2_count,
    coalesce(residence.away_3_count, 0) as away_3_count
from week_snapshot as snapshot
full join week_residence as residence using (number, team_id)
inner join numbered_week as week using (number)
