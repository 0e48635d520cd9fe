-- How long something stood in the way of each team's open tickets, week by week. What several things block at once counts
-- once, and so does what two links block.
-- One row per team or pseudo-owner and week, zero-filled over the time that the team exists.
-- key: week_starts_on, team_id
-- column week_starts_on: Monday of the week, in the organization's time zone
-- column iso_week: ISO year and week
-- column is_complete_week: false for the running week, which stands at as_of
-- column team_id: who had the tickets: a team, UNOWNED or CUSTOMER
-- column team_name: what that is called
-- column blocked_item_count: tickets that were blocked at some time of the week
-- column blocked_hours_sum: hours of the week in which they were, all tickets together
-- column blocked_business_hours_sum: the same in the team's working hours; null without a calendar
-- column link_hours_sum: hours in which a link to an open ticket blocked them, in no work status
-- column flag_hours_sum: hours in which they were flagged
-- column status_hours_sum: hours in which they were in a status that is called blocked
-- column grade: how far the row may be trusted: A (nothing speaks against it), B, C or D (half of it or more is doubtful); null where it rests on nothing
-- column doubts: the findings that touch it, by their kind in data_quality, sorted; empty where there are none
with named_interval as (
    select ticket_number, owner, cause, from_at, to_at from flow.blocked_interval
    union all
    select ticket_number, owner, 'any', from_at, to_at from flow.blocked_interval
),
-- What overlaps or touches is one.
numbered_interval as (
    select
        *,
        sum(begins::integer) over intervals as number
    from (
        select
            *,
            coalesce(
                from_at > max(to_at) over (
                    partition by ticket_number, owner, cause order by from_at, to_at
                    rows between unbounded preceding and 1 preceding
                ),
                true
            ) as begins
        from named_interval
    )
    window intervals as (partition by ticket_number, owner, cause order by from_at, to_at)
),
merged_interval as (
    select ticket_number, owner, cause, min(from_at) as from_at, max(to_at) as to_at
    from numbered_interval
    group by ticket_number, owner, cause, number
),
week_part as (
    select
        week.week_starts_on,
        merged_interval.ticket_number,
        merged_interval.owner as team_id,
        merged_interval.cause,
        greatest(merged_interval.from_at, week.starts_at) as from_at,
        least(merged_interval.to_at, week.ends_at, core.as_of()) as to_at
    from merged_interval
    inner join core.week as week
        on merged_interval.from_at < week.ends_at and merged_interval.to_at > week.starts_at
    where week.is_observed and merged_interval.from_at < core.as_of()
),
total as (
    select
        part.week_starts_on,
        part.team_id,
        count(distinct part.ticket_number)::bigint as item_count,
        sum(epoch_us(part.to_at - part.from_at)) filter (where part.cause = 'any') / 3600e6 as hours,
        sum(core.business_hours(first_day, part.from_at, last_day, part.to_at)) filter (
            where part.cause = 'any'
        ) as business_hours,
        sum(epoch_us(part.to_at - part.from_at)) filter (where part.cause = 'link') / 3600e6 as link_hours,
        sum(epoch_us(part.to_at - part.from_at)) filter (where part.cause = 'flag') / 3600e6 as flag_hours,
        sum(epoch_us(part.to_at - part.from_at)) filter (where part.cause = 'status') / 3600e6 as status_hours
    from week_part as part
    inner join core.team as team on team.team_id = part.team_id
    left join core.calendar_clock as first_day
        on first_day.calendar = team.calendar and first_day.day_on = part.from_at::date
    left join core.calendar_clock as last_day
        on last_day.calendar = team.calendar and last_day.day_on = part.to_at::date
    group by part.week_starts_on, part.team_id
)
select
    week.week_starts_on,
    week.iso_week,
    week.is_complete_week,
    team.team_id,
    marts.team_name(team.team_id) as team_name,
    coalesce(total.item_count, 0) as blocked_item_count,
    coalesce(total.hours, 0) as blocked_hours_sum,
    case when team.calendar is not null then coalesce(total.business_hours, 0) end
        as blocked_business_hours_sum,
    coalesce(total.link_hours, 0) as link_hours_sum,
    coalesce(total.flag_hours, 0) as flag_hours_sum,
    coalesce(total.status_hours, 0) as status_hours_sum,
    trust.grade,
    trust.doubts
from core.week as week
cross join core.team as team
left join total on total.week_starts_on = week.week_starts_on and total.team_id = team.team_id
left join flow.team_trust as trust
    on trust.population = 'queue' and trust.period = 'week'
    and trust.period_starts_on = week.week_starts_on and trust.team_id = team.team_id
where
    week.is_observed
    and (
        (
            week.ends_at > team.from_at
            and week.starts_at < team.to_at
        )
        or total.team_id is not null
    )
order by week.week_starts_on, team.team_id
