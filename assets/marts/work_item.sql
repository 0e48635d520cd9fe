-- Work items: what became of every ticket, who asked for it, how long it took and how often it was handed on. Sub-tasks
-- and epics are in it with is_counted false; no other table counts them. It has no text of the ticket but its key.
-- One row per ticket.
-- key: source, work_item_id
-- column source: configured name of the Jira site or GitHub host
-- column work_item_id: the vendor's immutable id of the ticket
-- column work_item_key: its key at as_of, such as DATA-17
-- column work_item_url: where to read it
-- column type: its type at as_of, as the source names it
-- column is_bug: whether it is a bug by its type (organization file: items.bug_types)
-- column priority: its priority at as_of, as the source names it; null where it has none
-- column milestone: the milestone on GitHub that it was planned for at as_of; null where there was none, and in Jira
-- column milestone_due_on: the day on which that is due; null where it has none, or nobody knows it any more
-- column project_key: the project or repository that it is in at as_of
-- column epic_key: the key of what holds it together with others: its parent above all types of work, or the parent's
-- column is_counted: whether it is a work item by its type; the others are in no other table
-- column is_observed: false where it ended before the history of its source is complete, or nobody knows when
-- column state: open, done, cancelled (closed with a resolution that does not count) or gone (while it was open)
-- column resolution: how it was closed, as the source names it; null while it is open
-- column requested_by: who asked: internal (the first owner itself), team, customer or unknown
-- column requester_team: the team that asked, CUSTOMER, or null where it is not known
-- column requester_team_name: what that is called
-- column first_team: owner at creation: a team, UNOWNED or CUSTOMER; null where it was done before its history
-- column first_team_name: what that is called
-- column team_id: owner at as_of, of a closed one just before the close; null where nobody knows when that was
-- column team_name: what that is called
-- column created_at: creation, UTC
-- column created_at_local: the same by the clocks of the organization's time zone
-- column first_work_at: first time in a work status, UTC; null if it never was
-- column first_work_at_local: the same by the clocks of the organization's time zone
-- column closed_at: the close that stands, UTC; null while it is open, and where nobody knows (its history is missing)
-- column closed_at_local: the same by the clocks of the organization's time zone
-- column close_week_starts_on: Monday of the week of that close, in the organization's time zone
-- column size_at_start: estimate at the first work, in points, before handoffs can change it; if there was none, at the end
-- column points: estimate at the close, of an open one at as_of
-- column lead_hours: creation to close; null unless done
-- column cycle_hours: first work status to close; null unless done, or where there was no work status
-- column cycle_in_team_hours: first work status of the team that closed it, in its last visit, to close
-- column dormant_hours: how long it lay closed before it was reopened; it is in lead and cycle
-- column active_hours: how long it was in a work status; null where nobody knows when it ended
-- column age_hours: creation to as_of; null unless open
-- column idle_hours: hours since anybody human did anything on it or its pull requests; null unless open
-- column intake_hours: of a customer's, creation to the first action of the first team; null unless it came
-- column reopened_count: times that it was reopened
-- column handoff_count: handoffs on it; those on its blockers and pull requests are in chain_item
-- column bounce_count: of these, those that came straight back
-- column grade: how far the row may be trusted: A (nothing speaks against it), B, C or D (half of it or more is doubtful); null where it rests on nothing
-- column doubts: the findings that touch it, by their kind in data_quality, sorted; empty where there are none
select
    ticket.source,
    ticket.ticket_id as work_item_id,
    ticket.key as work_item_key,
    ticket.url as work_item_url,
    ticket.type,
    item.is_bug,
    ticket.priority,
    milestone.name as milestone,
    milestone.due_on as milestone_due_on,
    ticket.project_key,
    epic.epic_key,
    ticket.is_counted,
    item.is_observed,
    item.state,
    case when item.state in ('done', 'cancelled') then ticket.resolution end as resolution,
    item.requested_by,
    item.requester_team,
    marts.team_name(item.requester_team) as requester_team_name,
    item.first_team,
    marts.team_name(item.first_team) as first_team_name,
    item.team_id,
    marts.team_name(item.team_id) as team_name,
    ticket.created_at,
    core.local_time(ticket.created_at) as created_at_local,
    item.first_work_at,
    core.local_time(item.first_work_at) as first_work_at_local,
    item.closed_at,
    core.local_time(item.closed_at) as closed_at_local,
    date_trunc('week', timezone(o.timezone, timezone('UTC', item.closed_at)))::date as close_week_starts_on,
    item.size_at_start,
    item.points,
    item.lead_hours,
    item.cycle_hours,
    item.cycle_in_team_hours,
    item.dormant_hours,
    item.active_hours,
    item.age_hours,
    item.idle_hours,
    item.intake_hours,
    item.reopened_count,
    item.handoff_count,
    item.bounce_count,
    trust.grade,
    trust.doubts
from flow.work_item as item
cross join core.organization as o
inner join core.ticket as ticket on ticket.ticket_number = item.ticket_number
left join flow.item_trust as trust on trust.ticket_number = item.ticket_number
left join core.ticket_milestone as milestone
    on milestone.source = ticket.source and milestone.ticket_id = ticket.ticket_id
left join flow.ticket_epic as epic on epic.ticket_number = item.ticket_number
order by ticket.created_at, ticket.source, ticket.ticket_id
