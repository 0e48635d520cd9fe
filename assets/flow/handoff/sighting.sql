-- What the detectors of the metrics saw on tickets. D1: the ball went from team to team; D2: over nobody; D3: created by
-- one team for another; D4: a team's ticket became blocked by another's; D5: the last open blocker of a waiting ticket
-- was delivered. Each with the tenure that has to act on it (null while nobody has the ball), and the working second of
-- its release on the receiver's calendar. Only detectors that the organization file switches on.
-- One row per detector, ticket, receiver and release.
-- key: ticket_no, detector, released_at, release_event_id
with receiver as (
    select tenure.*, spell.spell, spell.from_at as spell_from_at, spell.to_at as spell_to_at
    from flow.tenure as tenure
    inner join flow.spell as spell
        on spell.ticket_no = tenure.ticket_no
        and spell.spell between tenure.first_spell and tenure.last_spell and not spell.is_pseudo
),
link as (
    select
        blocker.*,
        giver.owner as giver,
        receiver.tenure,
        turn.owner as receiver
    from core.blocker as blocker
    inner join flow.turn as giver
        on giver.ticket_no = blocker.ticket_no and not giver.is_done
        and giver.from_at <= blocker.linked_at and coalesce(giver.to_at, 'infinity'::timestamp) > blocker.linked_at
    inner join flow.turn as turn
        on turn.ticket_no = blocker.blocker_no and not turn.is_done
        and turn.from_at <= blocker.linked_at and coalesce(turn.to_at, 'infinity'::timestamp) > blocker.linked_at
    inner join receiver on receiver.ticket_no = turn.ticket_no and receiver.spell = turn.spell
    inner join core.team as giving on giving.team_id = giver.owner and not giving.is_pseudo
    inner join core.team as receiving on receiving.team_id = turn.owner and not receiving.is_pseudo
    where giver.owner <> turn.owner
),
delivered as (
    select
        blocker.ticket_no, blocker.blocker_no, close.closed_at, close.change_id,
        close.owner as giver, step.owner as receiver, step.is_work, receiver.tenure
    from core.blocker as blocker
    inner join flow.close as close
        on close.ticket_no = blocker.blocker_no and close.is_counted
        and close.closed_at >= blocker.linked_at and close.closed_at < blocker.unlinked_at
    inner join core.team as giving on giving.team_id = close.owner and not giving.is_pseudo
    inner join flow.owner_step as step
        on step.ticket_no = blocker.ticket_no and not step.is_done
        and step.from_at <= close.closed_at and coalesce(step.to_at, 'infinity'::timestamp) > close.closed_at
    inner join receiver on receiver.ticket_no = step.ticket_no and receiver.spell = step.spell
    inner join core.team as receiving on receiving.team_id = step.owner and not receiving.is_pseudo
    where close.owner <> step.owner
),
still_blocked as (
    select distinct delivered.ticket_no, delivered.closed_at
    from delivered
    inner join core.blocker as other
        on other.ticket_no = delivered.ticket_no and other.blocker_no <> delivered.blocker_no
        and delivered.closed_at >= other.linked_at and delivered.closed_at < other.unlinked_at
    inner join flow.turn as turn
        on turn.ticket_no = other.blocker_no and not turn.is_done
        and turn.from_at <= delivered.closed_at
        and coalesce(turn.to_at, 'infinity'::timestamp) > delivered.closed_at
),
seen as (
    select
        ticket_no, tenure,
        case when is_direct then 'D1' else 'D2' end as detector,
        case when is_direct then 'transfer' else 'transfer_via_triage' end as kind,
        giver as from_team,
        owner as to_team,
        case when is_direct then from_at else released_at end as released_at,
        case when is_direct then change_id else release_event_id end as release_event_id,
        from_at as routed_at,
        change_id as routed_event_id,
        null as via_ticket_no,
        false as is_not_waiting
    from flow.tenure
    where is_passage
    union all
    select
        ticket_no, null, 'D2', 'transfer_via_triage', last_owner, null, loose_from_at, loose_event_id,
        null, null, null, false
    from flow.tenure
    where loose_owner = 'UNOWNED' and next_owner is null
    union all
    select
        tenure.ticket_no, tenure.tenure, 'D3', 'request', requester.team_id, tenure.owner,
        ticket.created_at, 'created ' || ticket.ticket_id, tenure.from_at,
        coalesce(tenure.change_id, 'created ' || ticket.ticket_id), null, false
    from flow.tenure as tenure
    inner join flow.requester as requester using (ticket_no)
    inner join core.ticket as ticket using (ticket_no)
    where
        tenure.tenure = 1 and tenure.reopened_count = 0 and not requester.is_customer
        and requester.team_id <> tenure.owner
    union all
    select
        spell.ticket_no, null, 'D3', 'request', requester.team_id, null, spell.from_at,
        'created ' || ticket.ticket_id, null, null, null, false
    from flow.spell as spell
    inner join flow.requester as requester using (ticket_no)
    inner join core.ticket as ticket using (ticket_no)
    anti join flow.tenure as tenure on tenure.ticket_no = spell.ticket_no
    where spell.spell = 1 and spell.owner = 'UNOWNED' and not requester.is_customer and requester.team_id is not null
    union all
    select
        blocker_no, tenure, 'D4', 'dependency', giver, receiver, linked_at, link_event_id, linked_at, link_event_id,
        ticket_no, false
    from link
    union all
    select
        ticket_no, tenure, 'D5', 'delivery', giver, receiver, closed_at, change_id, closed_at, change_id,
        blocker_no, is_work
    from delivered
    anti join still_blocked using (ticket_no, closed_at)
)
select
    seen.*,
    coalesce(core.working_seconds(day, seen.released_at), epoch(seen.released_at)) as released_second
from seen
cross join core.organization as o
left join core.team as team on team.team_id = seen.to_team
left join core.calendar_clock as day
    on day.calendar = team.calendar and day.day_on = seen.released_at::date
where list_contains(o.detectors, seen.detector)
