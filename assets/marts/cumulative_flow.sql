-- Each team's work day by day, for a cumulative flow diagram: what has arrived so far and what has left, from the first
-- published week on (what was open then has arrived), and what is open at the day's end, by its state.
-- arrived_count = open_count + passed_on_count + completed_count + cancelled_count + gone_count, always. At the end of a week
-- the open ones are those of team_week.
-- One row per team or pseudo-owner and day, zero-filled over the time that the team exists.
-- key: day_on, team_id
-- column day_on: the day, in the organization's time zone
-- column is_complete_day: false for the running day, which stands at as_of
-- column team_id: team, or UNOWNED or CUSTOMER
-- column team_name: what that is called
-- column arrived_count: tickets that came into its open work up to the day's end: created, transferred, relabelled, reopened, or open before the first day
-- column passed_on_count: of these comings, how many went to another owner, by a transfer or a reorganization
-- column completed_count: how many were closed with a resolution that counts, whether or not they were reopened later
-- column cancelled_count: how many were closed otherwise
-- column gone_count: how many were deleted or are no longer visible, at the last look
-- column open_count: tickets that it owned, not done, just before the day's end
-- column queue_count: of the open ones, not touched yet
-- column wip_count: of these, in a work status
-- column blocked_count: of these, touched but in neither a work nor a to-do status
-- column open_hours_sum: hours that tickets were open in this day, all together; by the day's hours it is the mean number of them
-- column grade: how far the row may be trusted: A (nothing speaks against it), B, C or D (half of it or more is doubtful); null where it rests on nothing
-- column doubts: the findings that touch it, by their kind in data_quality, sorted; empty where there are none
with observed_day as (
    select day_on, starts_at, ends_at, is_complete_day
    from core.day
    where is_observed and starts_at <= core.as_of()
),
-- All that happened before the first day happened on the day before it.
event as (
    select
        owner as team_id, from_at as happened_at, state, 1 as opened, null as kind
    from flow.open_interval
    union all
    select owner, to_at, state, -1, null
    from flow.open_interval
    where isfinite(to_at)
    union all
    select team_id, happened_at, null, 0, kind
    from flow.movement
),
day_total as (
    select
        event.team_id,
        greatest(
            timezone(o.timezone, timezone('UTC', event.happened_at))::date, first_day.day_on - 1
        ) as day_on,
        coalesce(sum(opened) filter (where state = 'queue'), 0)::bigint as queue_change,
        coalesce(sum(opened) filter (where state = 'wip'), 0)::bigint as wip_change,
        coalesce(sum(opened) filter (where state = 'blocked'), 0)::bigint as blocked_change,
        sum(opened * epoch_us(happened_at)) as opened_microseconds,
        count(*) filter (
            where kind like 'arrival%' or kind in ('transfer_in', 'relabel_in', 'reopened')
        )::bigint as arrived_count,
        count(*) filter (where kind in ('transfer_out', 'relabel_out'))::bigint as passed_on_count,
        count(*) filter (where kind = 'completed')::bigint as completed_count,
        count(*) filter (where kind = 'cancelled')::bigint as cancelled_count,
        count(*) filter (where kind = 'gone')::bigint as gone_count
    from event
    cross join core.organization as o
    cross join (select min(day_on) as day_on from observed_day) as first_day
    group by all
),
day_of_team as (
    select
        observed_day.*,
        team.team_id,
        observed_day.ends_at > team.from_at
        and observed_day.starts_at < team.to_at as is_there
    from observed_day
    cross join core.team as team
),
change as (
    select
        day_of_team.*,
        coalesce(day_total.queue_change, 0) as queue_change,
        coalesce(day_total.wip_change, 0) as wip_change,
        coalesce(day_total.blocked_change, 0) as blocked_change,
        coalesce(day_total.opened_microseconds, 0) as opened_microseconds,
        coalesce(day_total.arrived_count, 0) as arrived,
        coalesce(day_total.passed_on_count, 0) as passed_on,
        coalesce(day_total.completed_count, 0) as completed,
        coalesce(day_total.cancelled_count, 0) as cancelled,
        coalesce(day_total.gone_count, 0) as gone
    from day_of_team
    left join day_total on day_total.team_id = day_of_team.team_id and day_total.day_on = day_of_team.day_on
),
before_first as (
    select day_total.*
    from day_total
    inner join (select min(day_on) - 1 as day_on from observed_day) as day_before
        on day_before.day_on = day_total.day_on
),
so_far as (
    select
        change.*,
        coalesce(before_first.queue_change, 0) + sum(change.queue_change) over days as queue_count,
        coalesce(before_first.wip_change, 0) + sum(change.wip_change) over days as wip_count,
        coalesce(before_first.blocked_change, 0) + sum(change.blocked_change) over days as blocked_count,
        queue_count + wip_count + blocked_count as open_count,
        coalesce(before_first.queue_change + before_first.wip_change + before_first.blocked_change, 0)
        + sum(change.arrived) over days as arrived_count,
        sum(change.passed_on) over days as passed_on_count,
        sum(change.completed) over days as completed_count,
        sum(change.cancelled) over days as cancelled_count,
        sum(change.gone) over days as gone_count,
        greatest(least(change.ends_at, core.as_of()), change.starts_at) as measured_at
    from change
    left join before_first on before_first.team_id = change.team_id
    window days as (partition by change.team_id order by change.day_on)
)
select
    day_on,
    is_complete_day,
    so_far.team_id,
    marts.team_name(so_far.team_id) as team_name,
    arrived_count::bigint as arrived_count,
    passed_on_count::bigint as passed_on_count,
    completed_count::bigint as completed_count,
    cancelled_count::bigint as cancelled_count,
    gone_count::bigint as gone_count,
    open_count::bigint as open_count,
    queue_count::bigint as queue_count,
    wip_count::bigint as wip_count,
    blocked_count::bigint as blocked_count,
    (
        open_count * epoch_us(measured_at)
        - (open_count - queue_change - wip_change - blocked_change) * epoch_us(starts_at)
        - opened_microseconds
    )::bigint / 3600e6 as open_hours_sum,
    trust.grade,
    trust.doubts
from so_far
left join flow.team_trust as trust
    on trust.population = 'queue' and trust.period = 'week'
    and trust.period_starts_on = date_trunc('week', so_far.day_on)::date and trust.team_id = so_far.team_id
where
    is_there
    or open_count > 0 or queue_change <> 0 or wip_change <> 0 or blocked_change <> 0
    or arrived + passed_on + completed + cancelled + gone > 0
order by day_on, so_far.team_id
