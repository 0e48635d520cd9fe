-- Handoffs before their clocks are read: handoffs of tickets (D1 to D5) and cross-team reviews (D6) in one form.
-- seen_until is as_of, or the last look at a ticket that is gone; named_assignee_at is when somebody of the receiving team,
-- or of who stands for it then, was first made assignee, from routing on and before the end; acknowledged_at when one of
-- these did so, which shows that they know, and is no touch; via_ticket_number the blocker that was delivered. A review has
-- no ticket_number; a ticket's handoff has no pull_request_id, and its role is in ticket_handoff_role.
-- One row per handoff.
-- key: handoff_number
with assignment as (
    select
        handoff.handoff_number,
        min(change.happened_at) as named_assignee_at,
        min(change.happened_at) filter (where by_theirs.team_id is not null) as acknowledged_at
    from flow.ticket_handoff_outcome as handoff
    inner join core.ticket as ticket on ticket.ticket_number = handoff.ticket_number
    inner join core.ticket_change as change
        on change.source = ticket.source and change.ticket_id = ticket.ticket_id and change.field = 'assignee'
        and change.happened_at >= handoff.routed_at
        and change.happened_at <= coalesce(handoff.ended_at, core.as_of())
    inner join core.account_team as member
        on member.source = change.source
        and member.account_id = change.to_id
        and change.happened_at >= member.from_at and change.happened_at < member.to_at
    inner join core.team_stand_in as theirs
        on theirs.team_id = handoff.to_team and theirs.stand_in_id = member.team_id
        and theirs.from_at <= change.happened_at
    left join core.account_team as by_member
        on by_member.source = change.source
        and by_member.account_id = change.account_id
        and by_member.kind = 'human'
        and change.happened_at >= by_member.from_at and change.happened_at < by_member.to_at
    left join core.team_stand_in as by_theirs
        on by_theirs.team_id = handoff.to_team and by_theirs.stand_in_id = by_member.team_id
        and by_theirs.from_at <= change.happened_at
    group by handoff.handoff_number
)
select
    handoff.handoff_number,
    ticket.source,
    handoff.ticket_number,
    null as pull_request_id,
    handoff.detector,
    handoff.detectors,
    handoff.kind,
    null as review_role,
    handoff.from_team,
    handoff.to_team,
    handoff.released_at,
    handoff.routed_at,
    assignment.named_assignee_at,
    assignment.acknowledged_at,
    handoff.touched_at,
    handoff.touched_by,
    handoff.started_at,
    handoff.ended_at,
    handoff.outcome,
    handoff.start_ended_at,
    handoff.start_outcome,
    handoff.was_already_working,
    handoff.via_ticket_number,
    case when ticket.gone_at is not null then ticket.last_seen_at else core.as_of() end as seen_until,
    handoff.release_event_id,
    handoff.routed_event_id,
    handoff.touch_event_id,
    handoff.start_event_id
from flow.ticket_handoff_outcome as handoff
inner join core.ticket as ticket on ticket.ticket_number = handoff.ticket_number
left join assignment on assignment.handoff_number = handoff.handoff_number
union all
select
    ticket_handoff_total.handoff_count + row_number() over (
        order by
            review.released_at,
            review.source,
            review.pull_request_id,
            review.to_team,
            review.release_event_id
    )::integer,
    review.source,
    null,
    review.pull_request_id,
    review.detector,
    review.detector,
    review.kind,
    review.role,
    review.from_team,
    review.to_team,
    review.released_at,
    review.released_at,
    null,
    null,
    review.touched_at,
    case when review.touched_at is not null then 'human' end,
    review.touched_at,
    review.ended_at,
    review.outcome,
    review.ended_at,
    case review.outcome
        when 'picked_up' then 'started'
        when 'returned_unpicked' then 'returned_unstarted'
        else review.outcome
    end,
    false,
    null,
    core.as_of(),
    review.release_event_id,
    review.release_event_id,
    review.touch_event_id,
    review.touch_event_id
from flow.review_request as review
cross join (select count(*)::integer as handoff_count from flow.ticket_handoff) as ticket_handoff_total
cross join core.organization as o
where list_contains(o.detectors, review.detector)
