-- What became of each handoff of a ticket: picked up by the receiver's first touch, or ended otherwise (metrics: outcomes), and the
-- same for the receiver's first work. A relabel keeps it going with its giver and receiver; from when on whoever has the
-- ball stands for the giver, whichever of them a reorganization changed, it is dissolved. What waited on a ticket that was deleted is
-- cancelled with the last look at it. What automation completed for nobody's team is closed_by_automation. touched_by: a human or
-- an agent. Exactly one outcome; ended_at is null while it is open.
-- One row per handoff of a ticket.
-- key: handoff_number
with receiving_stint as (
    select
        handoff.*,
        stint.first_visit_number,
        stint.last_visit_number,
        coalesce(stint.has_work, false) as has_work,
        stint.to_at,
        stint.ended_by,
        stint.next_owner,
        stint.loose_ended_by,
        stint.loose_to_at
    from flow.ticket_handoff as handoff
    left join flow.stint as stint
        on stint.ticket_number = handoff.ticket_number and stint.stint_number = handoff.stint_number
),
reaction as (
    select
        receiving_stint.handoff_number,
        min(touch.happened_at) as touched_at,
        arg_min(touch.event_id, (touch.happened_at, touch.event_id)) as touch_event_id,
        case arg_min(touch.by_agent, (touch.happened_at, touch.event_id))
            when true then 'agent' when false then 'human'
        end as touched_by,
        min(touch.happened_at) filter (where touch.is_start) as started_at,
        arg_min(touch.event_id, (touch.happened_at, touch.event_id)) filter (where touch.is_start)
            as start_event_id
    from receiving_stint
    inner join flow.touch as touch
        on touch.ticket_number = receiving_stint.ticket_number
        and touch.visit_number >= receiving_stint.first_visit_number
        and touch.visit_number <= receiving_stint.last_visit_number
        and touch.happened_at >= receiving_stint.routed_at
    group by receiving_stint.handoff_number
),
-- Who was to act, from when to when, while the handoff could go on: over a relabel, and over nobody, until a third team.
holding as (
    select
        receiving_stint.handoff_number,
        receiving_stint.from_team,
        receiving_stint.routed_at,
        owned.owner,
        owned.from_at,
        lead(
            owned.from_at, 1,
            case
                when receiving_stint.ended_by = 'passed' and receiving_stint.next_owner is null
                    then coalesce(receiving_stint.loose_to_at, receiving_stint.to_at)
                else receiving_stint.to_at
            end
        ) over (partition by receiving_stint.handoff_number order by owned.from_at) as to_at
    from receiving_stint
    inner join flow.ownership_interval as owned
        on owned.ticket_number = receiving_stint.ticket_number
        and owned.visit_number >= receiving_stint.first_visit_number
        and owned.visit_number <= receiving_stint.last_visit_number
        and not core.is_pseudo_owner(owned.owner)
),
dissolution as (
    select holding.handoff_number, min(greatest(holding.from_at, giver.from_at)) as dissolved_at
    from holding
    inner join core.team_stand_in as giver
        on giver.team_id = holding.from_team and giver.stand_in_id = holding.owner
        and giver.from_at < holding.to_at and giver.from_at <= core.as_of()
    where greatest(holding.from_at, giver.from_at) > holding.routed_at
    group by holding.handoff_number
),
-- A ball that lies with nobody, released by a team or created there: how that ended.
unowned_end as (
    select ticket_number, loose_from_at as released_at, loose_ended_by as ended_by, loose_to_at as to_at
    from flow.stint
    where loose_owner is not null
    union all
    select ticket_number, min(from_at), arg_max(ended_by, visit_number), arg_max(to_at, visit_number)
    from flow.visit
    where reopened_count = 0
    group by ticket_number
    having bool_and(is_pseudo)
),
fate as (
    select
        receiving_stint.*,
        case
            when receiving_stint.was_already_working then receiving_stint.released_at else reaction.touched_at
        end as first_touch_at,
        case
            when receiving_stint.was_already_working then receiving_stint.released_at else reaction.started_at
        end as first_start_at,
        case
            when receiving_stint.was_already_working then receiving_stint.release_event_id else
                reaction.touch_event_id
        end as touching_event_id,
        case
            when receiving_stint.was_already_working then receiving_stint.release_event_id else
                reaction.start_event_id
        end as starting_event_id,
        case when not receiving_stint.was_already_working then reaction.touched_by end as touched_by,
        dissolution.dissolved_at,
        case
            when
                receiving_stint.stint_number is null
                then case when unowned_end.ended_by in ('closed', 'deleted') then 'cancelled' else 'open' end
            when dissolution.dissolved_at is not null then 'dissolved_by_reorg'
            when receiving_stint.ended_by in ('closed', 'deleted') then 'cancelled'
            when receiving_stint.ended_by = 'passed' and giver.stand_in_id is not null then 'returned'
            when
                receiving_stint.ended_by = 'passed' and receiving_stint.next_owner is not null
                then 'forwarded'
            when
                receiving_stint.ended_by = 'passed'
                and receiving_stint.loose_ended_by in ('closed', 'deleted')
                then 'cancelled'
            else 'open'
        end as exit,
        case
            when
                receiving_stint.stint_number is null
                then case when unowned_end.ended_by in ('closed', 'deleted') then unowned_end.to_at end
            when dissolution.dissolved_at is not null then dissolution.dissolved_at
            when receiving_stint.ended_by in ('closed', 'deleted') then receiving_stint.to_at
            when
                receiving_stint.ended_by = 'passed' and receiving_stint.next_owner is not null
                then receiving_stint.to_at
            when
                receiving_stint.ended_by = 'passed'
                and receiving_stint.loose_ended_by in ('closed', 'deleted')
                then receiving_stint.loose_to_at
        end as exit_at
    from receiving_stint
    left join reaction using (handoff_number)
    left join dissolution using (handoff_number)
    left join core.team_stand_in as giver
        on giver.team_id = receiving_stint.from_team
        and giver.stand_in_id = receiving_stint.next_owner
        and giver.from_at <= receiving_stint.to_at
    left join unowned_end
        on unowned_end.ticket_number = case
            when receiving_stint.stint_number is null then receiving_stint.ticket_number
        end
        and unowned_end.released_at = receiving_stint.released_at
),
judged_fate as (
    select
        fate.* replace (
            case when close.is_by_automation then 'closed_by_automation' else fate.exit end as exit
        )
    from fate
    left join flow.close as close
        on close.ticket_number = case when fate.exit = 'cancelled' then fate.ticket_number end
        and close.closed_at = fate.exit_at
)
select
    handoff_number,
    ticket_number,
    from_team,
    to_team,
    detector,
    detectors,
    kind,
    released_at,
    release_event_id,
    routed_at,
    routed_event_id,
    via_ticket_number,
    was_already_working,
    has_work,
    coalesce(first_touch_at < coalesce(dissolved_at, 'infinity'::timestamp), false) as is_touched,
    coalesce(first_start_at < coalesce(dissolved_at, 'infinity'::timestamp), false) as is_started,
    case when is_touched then first_touch_at end as touched_at,
    case when is_touched then touching_event_id end as touch_event_id,
    case when is_started then first_start_at end as started_at,
    case when is_started then starting_event_id end as start_event_id,
    case when is_touched then touched_by end as touched_by,
    case when is_touched then 'picked_up' when exit = 'returned' then 'returned_unpicked' else exit end
        as outcome,
    case when is_touched then first_touch_at else exit_at end as ended_at,
    case when is_started then 'started' when exit = 'returned' then 'returned_unstarted' else exit end
        as start_outcome,
    case when is_started then first_start_at else exit_at end as start_ended_at
from judged_fate
