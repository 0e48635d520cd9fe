-- Which tickets were open in each team's hands in a week (the running week: up to as_of), and for how many microseconds:
-- each ticket's own stays, cut to the week.
-- One row per week, team or pseudo-owner, and ticket that was there.
-- key: week_starts_on, team_id, ticket_number
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
-- What happens at as_of begins nothing before it.
stay as (
    select
        owned_state.ticket_number,
        owned_state.owner as team_id,
        owned_state.from_at,
        least(
            case
                when isfinite(owned_state.to_at) or ticket.gone_at is null then owned_state.to_at
                else ticket.last_seen_at
            end,
            core.as_of()
        ) as to_at
    from flow.owned_state as owned_state
    inner join core.ticket as ticket on ticket.ticket_number = owned_state.ticket_number
    where not owned_state.is_done and ticket.is_counted
),
stay_in_weeks as (
    select
        stay.*,
        unnest(
            generate_series(
                (date_trunc('week', core.local_time(stay.from_at))::date - first_week.starts_on) // 7,
                (
                    date_trunc('week', core.local_time(stay.to_at - interval 1 microsecond))::date
                    - first_week.starts_on
                ) // 7
            )
        ) as number
    from stay
    cross join first_week
    where stay.from_at < stay.to_at
)
select
    week.week_starts_on,
    stay_in_weeks.team_id,
    stay_in_weeks.ticket_number,
    sum(
        epoch_us(least(stay_in_weeks.to_at, week.ends_at))
        - epoch_us(greatest(stay_in_weeks.from_at, week.starts_at))
    )::bigint as microseconds
from stay_in_weeks
inner join numbered_week as week using (number)
group by all
