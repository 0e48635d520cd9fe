-- What became of each passage: picked up by the receiver's first touch, or ended otherwise (metrics: outcomes), and the
-- same for the receiver's first work. A relabel keeps it going with its giver and receiver; where the successor is the
-- giver, or one of its own successors, it is dissolved. Exactly one outcome; ended_at is null while it is open.
-- One row per passage.
-- key: passage_no
with tenure as (
    select
        passage.*,
        tenure.first_spell,
        tenure.last_spell,
        coalesce(tenure.has_work, false) as has_work,
        tenure.to_at,
        tenure.ended_by,
        tenure.next_owner,
        tenure.loose_ended_by,
        tenure.loose_to_at
    from flow.passage as passage
    left join flow.tenure as tenure
        on tenure.ticket_no = passage.ticket_no and tenure.tenure = passage.tenure
),
reaction as (
    select
        tenure.passage_no,
        min(touch.happened_at) as touched_at,
        arg_min(touch.event_id, (touch.happened_at, touch.event_id)) as touch_event_id,
        min(touch.happened_at) filter (where touch.is_start) as started_at,
        arg_min(touch.event_id, (touch.happened_at, touch.event_id)) filter (where touch.is_start) as start_event_id
    from tenure
    inner join flow.touch as touch
        on touch.ticket_no = tenure.ticket_no
        and touch.spell between tenure.first_spell and tenure.last_spell
        and touch.happened_at >= tenure.routed_at
    group by tenure.passage_no
),
dissolved as (
    select tenure.passage_no, min(turn.from_at) as dissolved_at
    from tenure
    inner join flow.turn as turn
        on turn.ticket_no = tenure.ticket_no
        and turn.spell between tenure.first_spell and tenure.last_spell
        and turn.is_relabel and turn.from_at > tenure.routed_at
    left join core.team_successor as successor
        on successor.team_id = tenure.from_team and successor.successor_id = turn.owner
        and successor.from_at <= turn.from_at
    where turn.owner = tenure.from_team or successor.successor_id is not null
    group by tenure.passage_no
),
-- A ball that lies with nobody, released by a team or created there: how that ended.
loose as (
    select ticket_no, loose_from_at as released_at, loose_ended_by as ended_by, loose_to_at as to_at
    from flow.tenure
    where loose_owner is not null
    union all
    select ticket_no, min(from_at), arg_max(ended_by, spell), arg_max(to_at, spell)
    from flow.spell
    where reopened_count = 0
    group by ticket_no
    having bool_and(is_pseudo)
),
faced as (
    select
        tenure.*,
        case when tenure.is_not_waiting then tenure.released_at else reaction.touched_at end as first_touch_at,
        case when tenure.is_not_waiting then tenure.released_at else reaction.started_at end as first_start_at,
        case when tenure.is_not_waiting then tenure.release_event_id else reaction.touch_event_id end as touched_by,
        case when tenure.is_not_waiting then tenure.release_event_id else reaction.start_event_id end as started_by,
        dissolved.dissolved_at,
        case
            when tenure.tenure is null then case loose.ended_by when 'closed' then 'cancelled' else 'open' end
            when dissolved.dissolved_at is not null then 'dissolved_by_reorg'
            when tenure.ended_by = 'closed' then 'cancelled'
            when tenure.ended_by = 'passed' and (
                tenure.next_owner = tenure.from_team or successor.successor_id is not null
            ) then 'returned'
            when tenure.ended_by = 'passed' and tenure.next_owner is not null then 'forwarded'
            when tenure.ended_by = 'passed' and tenure.loose_ended_by = 'closed' then 'cancelled'
            else 'open'
        end as exit,
        case
            when tenure.tenure is null then case when loose.ended_by = 'closed' then loose.to_at end
            when dissolved.dissolved_at is not null then dissolved.dissolved_at
            when tenure.ended_by = 'closed' then tenure.to_at
            when tenure.ended_by = 'passed' and tenure.next_owner is not null then tenure.to_at
            when tenure.ended_by = 'passed' and tenure.loose_ended_by = 'closed' then tenure.loose_to_at
        end as exit_at
    from tenure
    left join reaction using (passage_no)
    left join dissolved using (passage_no)
    left join core.team_successor as successor
        on successor.team_id = tenure.from_team and successor.successor_id = tenure.next_owner
        and successor.from_at <= tenure.to_at
    left join loose
        on tenure.tenure is null and loose.ticket_no = tenure.ticket_no
        and loose.released_at = tenure.released_at
)
select
    passage_no,
    ticket_no,
    from_team,
    to_team,
    detector,
    detectors,
    kind,
    released_at,
    release_event_id,
    routed_at,
    routed_event_id,
    via_ticket_no,
    is_not_waiting,
    has_work,
    coalesce(first_touch_at <= coalesce(dissolved_at, 'infinity'::timestamp), false) as is_touched,
    coalesce(first_start_at <= coalesce(dissolved_at, 'infinity'::timestamp), false) as is_started,
    case when is_touched then first_touch_at end as touched_at,
    case when is_touched then touched_by end as touch_event_id,
    case when is_started then first_start_at end as started_at,
    case when is_started then started_by end as start_event_id,
    case when is_touched then 'picked_up' when exit = 'returned' then 'returned_unpicked' else exit end as outcome,
    case when is_touched then first_touch_at else exit_at end as ended_at,
    case when is_started then 'started' when exit = 'returned' then 'returned_unstarted' else exit end as start_outcome,
    case when is_started then first_start_at else exit_at end as start_ended_at
from faced
