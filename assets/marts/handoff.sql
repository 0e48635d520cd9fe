-- Handoffs: moments when the next action on a work item passed from one team to another, and how long it waited until
-- somebody of the receiving team picked it up.
-- One row per handoff.
-- key: handoff_id
-- column handoff_id: stable over runs; made of the source and the event that released the ball
-- column source: configured name of the Jira site or GitHub host
-- column work_item_id: the vendor's immutable id of the ticket or pull request
-- column work_item_key: its key at as_of, such as DATA-17 or northwind/app#101
-- column work_item_url: where to read it
-- column work_item_kind: ticket or pull_request
-- column opened_by: who opened the work item: human, agent or bot; null where nobody knows
-- column detector: which rule found it first: D1 to D6
-- column detectors: all rules that found it, such as D3, D4
-- column kind: how the ball moved: transfer, transfer_via_triage, request, dependency, delivery or review
-- column role: why: first, return, bounce, resend, review_again; null while nobody has it
-- column from_team: team that released it
-- column from_team_name: what that is called
-- column to_team: team that was to act next; UNOWNED while it lies in triage
-- column to_team_name: what that is called
-- column released_at: end of the giver's hold, UTC
-- column released_at_local: the same by the clocks of the organization's time zone
-- column routed_at: the receiver became owner, or was asked, UTC; null while it lies in triage
-- column routed_at_local: the same by the clocks of the organization's time zone
-- column named_assignee_at: somebody of the receiving team was made assignee, UTC; null if nobody was, and for reviews
-- column named_assignee_at_local: the same by the clocks of the organization's time zone
-- column acknowledged_at: the receiving team did so itself, UTC: it knows, but this is no pickup
-- column acknowledged_at_local: the same by the clocks of the organization's time zone
-- column touched_at: first action of a human of the receiving team, or of an agent for one, UTC; null unless picked up
-- column touched_at_local: the same by the clocks of the organization's time zone
-- column touched_by: human or agent; null unless picked up, and for a delivery that nobody waited for
-- column started_at: first work of the receiving team, UTC; null if there was none
-- column started_at_local: the same by the clocks of the organization's time zone
-- column ended_at: pickup or whatever else ended the wait, UTC; null while open
-- column ended_at_local: the same by the clocks of the organization's time zone
-- column outcome: picked_up, returned_unpicked, forwarded, cancelled, closed_by_automation (completed by a bot, or by an agent for nobody that is known), dissolved_by_reorg or open
-- column start_outcome: the same with the first work for the pickup: started, returned_unstarted, forwarded, …
-- column was_already_working: a delivery that nobody waited for: the receiver was at work already
-- column via_ticket_key: of a delivery, the ticket that was delivered: the last open one that the work item waited for
-- column wait_hours: released to touched, wall clock; null unless picked up
-- column wait_business_hours: the same in working hours of the receiving team; null unless picked up
-- column start_wait_hours: released to started, wall clock; null unless started
-- column start_wait_business_hours: the same in working hours of the receiving team
-- column open_hours: released to as_of (of a gone ticket: to the last look), wall clock; null unless open
-- column elapsed_hours: released to the end of the wait, whatever ended it, or to as_of; wall clock
-- column elapsed_business_hours: the same in working hours of the receiving team; null while there is none
-- column unowned_hours: the part of elapsed_hours in which nobody had it: triage
-- column queue_hours: the other part: with the receiving team; null while it lies in triage
-- column is_observed: false where it ended before the history of its source is complete: it is in no count and no median
-- column release_event_id: the event that released the ball, as the source numbers it
-- column routed_event_id: the event that gave it to the receiver
-- column touch_event_id: the event that picked it up
-- column start_event_id: the event of the first work
-- column release_week_starts_on: Monday of the week of release, in the organization's time zone
-- column grade: how far the row may be trusted: A (nothing speaks against it), B, C or D (half of it or more is doubtful); null where it rests on nothing
-- column doubts: the findings that touch it, by their kind in data_quality, sorted; empty where there are none
select
    handoff.handoff_id,
    handoff.source,
    coalesce(ticket.ticket_id, pull.pull_request_id) as work_item_id,
    coalesce(ticket.key, pull.key) as work_item_key,
    coalesce(ticket.url, pull.url) as work_item_url,
    case when handoff.ticket_number is null then 'pull_request' else 'ticket' end as work_item_kind,
    opening.opened_by,
    handoff.detector,
    handoff.detectors,
    handoff.kind,
    handoff.role,
    handoff.from_team,
    marts.team_name(handoff.from_team) as from_team_name,
    coalesce(handoff.to_team, core.unowned()) as to_team,
    marts.team_name(coalesce(handoff.to_team, core.unowned())) as to_team_name,
    handoff.released_at,
    core.local_time(handoff.released_at) as released_at_local,
    handoff.routed_at,
    core.local_time(handoff.routed_at) as routed_at_local,
    handoff.named_assignee_at,
    core.local_time(handoff.named_assignee_at) as named_assignee_at_local,
    handoff.acknowledged_at,
    core.local_time(handoff.acknowledged_at) as acknowledged_at_local,
    handoff.touched_at,
    core.local_time(handoff.touched_at) as touched_at_local,
    handoff.touched_by,
    handoff.started_at,
    core.local_time(handoff.started_at) as started_at_local,
    handoff.ended_at,
    core.local_time(handoff.ended_at) as ended_at_local,
    handoff.outcome,
    handoff.start_outcome,
    handoff.was_already_working,
    via.key as via_ticket_key,
    case when handoff.outcome = 'picked_up' then handoff.elapsed_hours end as wait_hours,
    case when handoff.outcome = 'picked_up' then handoff.elapsed_business_hours end as wait_business_hours,
    case when handoff.start_outcome = 'started' then handoff.start_elapsed_hours end as start_wait_hours,
    case
        when handoff.start_outcome = 'started' then handoff.start_elapsed_business_hours
    end as start_wait_business_hours,
    case when handoff.outcome = 'open' then handoff.elapsed_hours end as open_hours,
    handoff.elapsed_hours,
    handoff.elapsed_business_hours,
    handoff.unowned_hours,
    handoff.queue_hours,
    handoff.is_observed,
    handoff.release_event_id,
    handoff.routed_event_id,
    handoff.touch_event_id,
    handoff.start_event_id,
    handoff.release_week_starts_on,
    trust.grade,
    trust.doubts
from flow.handoff as handoff
left join core.ticket as ticket on ticket.ticket_number = handoff.ticket_number
left join flow.work_opening as opening
    on opening.work_item_kind = case when handoff.ticket_number is null then 'pull_request' else 'ticket' end
    and opening.source = handoff.source
    and opening.work_item_id = coalesce(ticket.ticket_id, handoff.pull_request_id)
left join core.ticket as via on via.ticket_number = handoff.via_ticket_number
left join core.pull_request as pull
    on pull.source = handoff.source and pull.pull_request_id = handoff.pull_request_id
left join flow.item_trust as trust
    on trust.work_item_kind = case when handoff.ticket_number is null then 'pull_request' else 'ticket' end
    and trust.source = handoff.source
    and trust.work_item_id = coalesce(ticket.ticket_id, pull.pull_request_id)
order by handoff.released_at, handoff.handoff_id
