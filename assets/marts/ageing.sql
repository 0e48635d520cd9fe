-- What each team has open now, by how long it has been in its state, worst first: against the 85th percentile of how long
-- work stayed in that state in that team, of what left it in the 13 weeks before the run. Of teams by their working hours,
-- of UNOWNED and CUSTOMER by the clock. With fewer than seven such stays nobody knows what is long.
-- One row per open ticket.
-- key: source, work_item_id
-- column source: configured name of the Jira site or GitHub host
-- column work_item_id: the vendor's immutable id of the ticket
-- column work_item_key: its key today
-- column work_item_url: where to read it
-- column team_id: who has it: a team, UNOWNED or CUSTOMER
-- column team_name: what that is called
-- column state: queue (not touched yet), wip (in a work status) or blocked (touched, in neither a work nor a to-do status)
-- column ageing_rank: its place in that team's list, 1 the one that is furthest beyond what is usual
-- column since_at: when it came into this state in this visit of the team, UTC
-- column since_at_local: the same by the clocks of the organization's time zone
-- column age_hours: hours in this state, by the clock
-- column age_business_hours: the same in the team's working hours; null without a calendar
-- column p85_hours: 85 % of the stays in this state in this team were over within so many hours; null with fewer than seven
-- column p85_business_hours: the same in the team's working hours
-- column completed_stay_count: how many stays that is of
-- column age_by_p85: age by p85, in working hours where there are: above 1 is longer than 85 % of what left the state
-- column is_over_p85: whether it is above 1; null where p85 is not known
-- column grade: how far the row may be trusted: A (nothing speaks against it), B, C or D (half of it or more is doubtful); null where it rests on nothing
-- column doubts: the findings that touch it, by their kind in data_quality, sorted; empty where there are none
with stay as (
    select
        stretch.ticket_number,
        stretch.since_at,
        arg_max(stretch.owner, stretch.from_at) as team_id,
        any_value(stretch.state) as state,
        max(stretch.to_at) as to_at,
        bool_and(stretch.is_over) as is_over
    from flow.open_interval as stretch
    group by stretch.ticket_number, stretch.since_at
),
measured_stay as (
    select
        stay.*,
        ticket.source,
        stay.is_over and stay.to_at > core.as_of() - interval 91 days and stay.since_at >= source.history_from
            as is_example,
        epoch(least(stay.to_at, core.as_of()) - stay.since_at) / 3600 as hours,
        core.business_hours(first_day, stay.since_at, last_day, least(stay.to_at, core.as_of()))
            as business_hours
    from stay
    inner join core.team as team on team.team_id = stay.team_id
    inner join core.ticket as ticket on ticket.ticket_number = stay.ticket_number
    inner join core.source as source on source.source = ticket.source
    left join core.calendar_clock as first_day
        on first_day.calendar = team.calendar and first_day.day_on = stay.since_at::date
    left join core.calendar_clock as last_day
        on last_day.calendar = team.calendar and last_day.day_on = least(stay.to_at, core.as_of())::date
    where stay.to_at > core.as_of() - interval 91 days
),
usual as (
    select
        team_id,
        state,
        count(*)::bigint as stay_count,
        case when count(*) >= 7 then marts.percentile(list_sort(list(hours)), 0.85) end as p85_hours,
        case
            when count(business_hours) >= 7
                then marts.percentile(
                        list_sort(list(business_hours) filter (where business_hours is not null)), 0.85
                    )
        end as p85_business_hours
    from measured_stay
    where is_example
    group by team_id, state
),
open_item as (
    select
        now.*,
        usual.p85_hours,
        usual.p85_business_hours,
        coalesce(usual.stay_count, 0) as stay_count,
        case
            when now.business_hours is not null then now.business_hours / nullif(usual.p85_business_hours, 0)
            else now.hours / nullif(usual.p85_hours, 0)
        end as age_by_p85,
        case
            when now.business_hours is not null then now.business_hours > usual.p85_business_hours
            else now.hours > usual.p85_hours
        end as is_over_p85
    from measured_stay as now
    left join usual on usual.team_id = now.team_id and usual.state = now.state
    where not isfinite(now.to_at)
)
select
    ticket.source,
    ticket.ticket_id as work_item_id,
    ticket.key as work_item_key,
    ticket.url as work_item_url,
    open_item.team_id,
    marts.team_name(open_item.team_id) as team_name,
    open_item.state,
    row_number() over (
        partition by open_item.team_id
        order by open_item.age_by_p85 desc nulls last, open_item.hours desc, ticket.ticket_number
    ) as ageing_rank,
    open_item.since_at,
    core.local_time(open_item.since_at) as since_at_local,
    open_item.hours as age_hours,
    open_item.business_hours as age_business_hours,
    open_item.p85_hours,
    open_item.p85_business_hours,
    open_item.stay_count as completed_stay_count,
    open_item.age_by_p85,
    open_item.is_over_p85,
    trust.grade,
    trust.doubts
from open_item
inner join core.ticket as ticket on ticket.ticket_number = open_item.ticket_number
left join flow.item_trust as trust on trust.ticket_number = open_item.ticket_number
order by open_item.age_by_p85 desc nulls last, open_item.hours desc, ticket.ticket_number
