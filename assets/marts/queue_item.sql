-- What each team has open now, worst first: who asked for it, since when it lies there, what waits for it. As of the run.
-- One row per open ticket.
-- key: source, work_item_id
-- column source: configured name of the Jira site or GitHub host
-- column work_item_id: the vendor's immutable id of the ticket
-- column work_item_key: its key at as_of
-- column work_item_url: where to read it
-- column team_id: who has it: a team, UNOWNED or CUSTOMER
-- column team_name: what that is called
-- column queue_rank: its place in that team's list, 1 the longest there
-- column requester_team: the team that asked for it, CUSTOMER, or null where it is not known
-- column requester_team_name: what that is called
-- column state: queue (not touched yet), wip (in a work status) or blocked (touched, in neither a work nor a to-do status)
-- column type: its type, as the source names it
-- column priority: its priority, as the source names it; null where it has none
-- column points: its estimate; null where it has none
-- column arrived_at: first arrival in the team since it was created or last reopened, UTC
-- column arrived_at_local: the same by the clocks of the organization's time zone
-- column age_in_team_hours: hours since then
-- column age_hours: hours since its creation
-- column idle_hours: hours since anybody human, or an agent for one, did anything on it or its pull requests
-- column touched_by: who of the team first acted on it in this visit: a human, or an agent for one; null while nobody did
-- column handoff_id: the handoff that waits for this team to act on it; null if none does
-- column blocked_item_count: open tickets that wait for it
-- column blocked_item_key: of these, the one that waits longest
-- column grade: how far the row may be trusted: A (nothing speaks against it), B, C or D (half of it or more is doubtful); null where it rests on nothing
-- column doubts: the findings that touch it, by their kind in data_quality, sorted; empty where there are none
with open_now as (
    select open_work.*
    from flow.open_work as open_work
    inner join core.week as week
        on week.week_starts_on = open_work.week_starts_on and not week.is_complete_week
),
waiting_item as (
    select
        blocker.blocker_number as ticket_number,
        count(distinct waiting.ticket_number)::bigint as waiting_count,
        arg_min(waiting.key, (blocker.linked_at, waiting.ticket_number)) as waiting_key
    from core.blocker as blocker
    inner join open_now on open_now.ticket_number = blocker.ticket_number
    inner join core.ticket as waiting on waiting.ticket_number = blocker.ticket_number
    where blocker.unlinked_at > core.as_of()
    group by blocker.blocker_number
),
waiting_handoff as (
    select ticket_number, arg_max(handoff_id, (released_at, handoff_id)) as handoff_id
    from flow.handoff
    where outcome = 'open' and ticket_number is not null
    group by ticket_number
)
select
    ticket.source,
    ticket.ticket_id as work_item_id,
    ticket.key as work_item_key,
    ticket.url as work_item_url,
    open_now.team_id,
    marts.team_name(open_now.team_id) as team_name,
    row_number() over (
        partition by open_now.team_id order by open_now.age_in_team_hours desc, ticket.ticket_number
    ) as queue_rank,
    requester.team_id as requester_team,
    marts.team_name(requester.team_id) as requester_team_name,
    open_now.state,
    ticket.type,
    ticket.priority,
    ticket.points,
    open_now.arrived_at,
    core.local_time(open_now.arrived_at) as arrived_at_local,
    open_now.age_in_team_hours,
    open_now.age_total_hours as age_hours,
    open_now.idle_hours,
    visit.touched_by,
    waiting_handoff.handoff_id,
    coalesce(waiting_item.waiting_count, 0) as blocked_item_count,
    waiting_item.waiting_key as blocked_item_key,
    trust.grade,
    trust.doubts
from open_now
inner join core.ticket as ticket on ticket.ticket_number = open_now.ticket_number
left join flow.requester as requester on requester.ticket_number = open_now.ticket_number
left join waiting_item on waiting_item.ticket_number = open_now.ticket_number
left join waiting_handoff on waiting_handoff.ticket_number = open_now.ticket_number
left join flow.visit as visit
    on visit.ticket_number = open_now.ticket_number and not isfinite(visit.to_at)
left join flow.item_trust as trust on trust.ticket_number = open_now.ticket_number
order by open_now.age_in_team_hours desc, ticket.ticket_number
