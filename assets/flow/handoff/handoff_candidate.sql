-- What the detectors of the metrics saw on tickets. D1: the ball went from team to team; D2: over nobody; D3: created by
-- one team for another; D4: a team's ticket became blocked by another's (a link that no event tells is none); D5: the last open blocker of a waiting ticket
-- was delivered. Each with the stint that has to act on it (null while nobody has the ball), and the working second of
-- its release on the receiver's calendar. Only detectors that the organization file switches on.
-- One row per detector, ticket, giver and release.
-- key: ticket_number, detector, from_team, released_at, release_event_id
with receiving_visit as (
    select stint.*, visit.visit_number, visit.from_at as visit_from_at, visit.to_at as visit_to_at
    from flow.stint as stint
    inner join flow.visit as visit
        on visit.ticket_number = stint.ticket_number
        and visit.visit_number between stint.first_visit_number and stint.last_visit_number
        and not visit.is_pseudo
),
-- Parts of tickets, and what holds tickets together, neither wait for a team nor deliver to one.
counted_blocker as (
    select blocker.*
    from core.blocker as blocker
    inner join core.ticket as waiting on waiting.ticket_number = blocker.ticket_number and waiting.is_counted
    inner join core.ticket as awaited on awaited.ticket_number = blocker.blocker_number and awaited.is_counted
),
blocking_link as (
    select
        blocker.*,
        giver.owner as giver,
        receiving_visit.stint_number,
        owned.owner as receiver
    from counted_blocker as blocker
    inner join flow.ownership_interval as giver
        on giver.ticket_number = blocker.ticket_number and not giver.is_done
        and giver.from_at <= blocker.linked_at and giver.to_at > blocker.linked_at
    inner join flow.ownership_interval as owned
        on owned.ticket_number = blocker.blocker_number and not owned.is_done
        and owned.from_at <= blocker.linked_at and owned.to_at > blocker.linked_at
    inner join
        receiving_visit
        on receiving_visit.ticket_number = owned.ticket_number
        and receiving_visit.visit_number = owned.visit_number
    inner join core.team as giving on giving.team_id = giver.owner and not giving.is_pseudo
    inner join core.team as receiving on receiving.team_id = owned.owner and not receiving.is_pseudo
    where giver.owner <> owned.owner and blocker.link_event_id is not null
),
delivery as (
    select
        blocker.ticket_number, blocker.blocker_number, close.closed_at, close.change_id,
        close.owner as giver, owned_state.owner as receiver, owned_state.is_work, receiving_visit.stint_number
    from counted_blocker as blocker
    inner join flow.close as close
        on close.ticket_number = blocker.blocker_number and close.is_counted
        and close.closed_at >= blocker.linked_at and close.closed_at < blocker.unlinked_at
    inner join core.team as giving on giving.team_id = close.owner and not giving.is_pseudo
    inner join flow.owned_state as owned_state
        on owned_state.ticket_number = blocker.ticket_number and not owned_state.is_done
        and owned_state.from_at <= close.closed_at and owned_state.to_at > close.closed_at
    inner join
        receiving_visit
        on receiving_visit.ticket_number = owned_state.ticket_number
        and receiving_visit.visit_number = owned_state.visit_number
    inner join core.team as receiving on receiving.team_id = owned_state.owner and not receiving.is_pseudo
    where close.owner <> owned_state.owner
),
open_blocker as (
    select distinct delivery.ticket_number, delivery.closed_at
    from delivery
    inner join counted_blocker as other
        on other.ticket_number = delivery.ticket_number and other.blocker_number <> delivery.blocker_number
        and delivery.closed_at >= other.linked_at and delivery.closed_at < other.unlinked_at
    inner join flow.ownership_interval as owned
        on owned.ticket_number = other.blocker_number and not owned.is_done
        and owned.from_at <= delivery.closed_at
        and owned.to_at > delivery.closed_at
),
detection as (
    select
        ticket_number, stint_number,
        case when is_direct then 'D1' else 'D2' end as detector,
        case when is_direct then 'transfer' else 'transfer_via_triage' end as kind,
        giver as from_team,
        owner as to_team,
        case when is_direct then from_at else released_at end as released_at,
        case when is_direct then change_id else release_event_id end as release_event_id,
        from_at as routed_at,
        change_id as routed_event_id,
        null as via_ticket_number,
        false as was_already_working
    from flow.stint
    where is_handoff
    union all
    select
        ticket_number, null, 'D2', 'transfer_via_triage', last_owner, null, loose_from_at, loose_event_id,
        null, null, null, false
    from flow.stint
    where loose_owner = core.unowned() and next_owner is null
    union all
    select
        stint.ticket_number, stint.stint_number, 'D3', 'request', requester.team_id, stint.owner,
        ticket.created_at, 'created ' || ticket.ticket_id, stint.from_at,
        coalesce(stint.change_id, 'created ' || ticket.ticket_id), null, false
    from flow.stint as stint
    inner join flow.requester as requester using (ticket_number)
    inner join core.ticket as ticket using (ticket_number)
    anti join core.team_stand_in as same
        on same.team_id = requester.team_id and same.stand_in_id = stint.owner
        and same.from_at <= stint.from_at
    where
        stint.stint_number = 1 and stint.reopened_count = 0 and not requester.is_customer
        and requester.team_id is not null
    union all
    select
        visit.ticket_number, null, 'D3', 'request', requester.team_id, null, visit.from_at,
        'created ' || ticket.ticket_id, null, null, null, false
    from flow.visit as visit
    inner join flow.requester as requester using (ticket_number)
    inner join core.ticket as ticket using (ticket_number)
    anti join flow.stint as stint on stint.ticket_number = visit.ticket_number
    where visit.visit_number = 1
        and visit.reopened_count = 0
        and visit.owner = core.unowned()
        and not requester.is_customer
        and requester.team_id is not null
    union all
    select
        blocker_number,
        stint_number,
        'D4',
        'dependency',
        giver,
        receiver,
        linked_at,
        link_event_id,
        linked_at,
        link_event_id,
        min(ticket_number), false
    from blocking_link
    group by all
    union all
    select
        ticket_number,
        stint_number,
        'D5',
        'delivery',
        giver,
        receiver,
        closed_at,
        change_id,
        closed_at,
        change_id,
        blocker_number, is_work
    from delivery
    anti join open_blocker using (ticket_number, closed_at)
    -- Of blockers that are closed in one second, the last one delivers.
    qualify row_number() over (partition by ticket_number, closed_at order by change_id::bigint desc) = 1
)
select
    detection.*,
    coalesce(core.working_seconds(day, detection.released_at), epoch(detection.released_at))
        as released_second
from detection
cross join core.organization as o
left join core.team as team on team.team_id = detection.to_team
left join core.calendar_clock as day
    on day.calendar = team.calendar and day.day_on = detection.released_at::date
where list_contains(o.detectors, detection.detector)
