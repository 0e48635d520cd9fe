-- Signals that disagree: the Team field names one team and the assignee is in another, for longer than the organization
-- file allows (one business day of the owner's calendar) while the ticket is open. The ladder decides who has the ball; many of these make every number on
-- handoffs doubtful.
-- One row per ticket and stretch.
-- key: ticket_number, from_at
with signal as (
    select
        signal.ticket_number, signal.from_at, signal.to_at, signal.owner, signal.team_by_field,
        signal.team_by_assignee, ticket.gone_at, ticket.last_seen_at
    from flow.owner_signal as signal
    inner join core.ticket as ticket
        on ticket.ticket_number = signal.ticket_number and ticket.is_counted
    where not signal.is_done and signal.team_by_field <> signal.team_by_assignee
),
signal_start as (
    select
        *,
        coalesce(
            from_at <> lag(to_at) over signals
            or team_by_field <> lag(team_by_field) over signals
            or team_by_assignee <> lag(team_by_assignee) over signals,
            true
        )::integer as begins
    from signal
    window signals as (partition by ticket_number order by from_at)
),
numbered_signal as (
    select *, sum(begins) over (partition by ticket_number order by from_at) as stretch
    from signal_start
),
stretch as (
    select
        ticket_number,
        any_value(team_by_field) as team_by_field,
        any_value(team_by_assignee) as team_by_assignee,
        arg_min(owner, from_at) as owner,
        min(from_at) as from_at,
        coalesce(
            case when isfinite(max(to_at)) then max(to_at) end,
            case when any_value(gone_at) is not null then any_value(last_seen_at) end,
            core.as_of()
        ) as to_at
    from numbered_signal
    group by ticket_number, stretch
),
measured_stretch as (
    select
        stretch.*,
        core.working_seconds(last_day, stretch.to_at)
        - core.working_seconds(first_day, stretch.from_at) as seconds
    from stretch
    left join core.team as team on team.team_id = stretch.owner
    left join core.calendar_clock as first_day
        on first_day.calendar = team.calendar and first_day.day_on = stretch.from_at::date
    left join core.calendar_clock as last_day
        on last_day.calendar = team.calendar and last_day.day_on = stretch.to_at::date
)
select
    ticket_number, owner, team_by_field, team_by_assignee, from_at, to_at,
    seconds / 3600 as business_hours
from measured_stretch
where seconds > (select conflict_seconds from core.organization)
