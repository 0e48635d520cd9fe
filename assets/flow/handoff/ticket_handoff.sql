-- Handoffs of tickets between teams: what the detectors saw, each once. Candidates of one ticket and pair within one
-- business hour of the receiver are one, with the earliest release and its kind, unless the ball went away and came back
-- in between; a dependency on a ticket that the giver had asked for within one business day is that request. Both spans
-- are the organization file's.
-- One row per handoff; kind, release and the event that released the ball tell those of a ticket apart.
-- key: handoff_number
with setting as (
    select same_handoff_seconds, request_seconds
    from core.organization
),
candidate_and_previous as (
    select
        *,
        lag(released_second) over candidates as previous_second,
        lag(stint_number) over candidates as previous_stint_number,
        first_value(detector) over candidates as first_detector,
        first_value(released_second) over candidates as first_second
    from flow.handoff_candidate
    cross join setting
    window candidates as (partition by ticket_number, from_team, to_team order by released_at, detector)
),
numbered_candidate as (
    select
        *,
        sum(
            case
                when to_team is null or previous_second is null then 1
                when
                    released_second - previous_second <= same_handoff_seconds
                    and stint_number = previous_stint_number
                    then 0
                when
                    detector = 'D4'
                    and first_detector = 'D3'
                    and released_second - first_second <= request_seconds
                    then 0
                else 1
            end
        )
            over (partition by ticket_number, from_team, to_team order by released_at, detector)
            as candidate_group
    from candidate_and_previous
),
candidate_group_fact as (
    select
        ticket_number,
        from_team,
        to_team,
        arg_min(detector, (released_at, detector)) as detector,
        array_to_string(list_sort(list(distinct detector)), ', ') as detectors,
        arg_min(kind, (released_at, detector)) as kind,
        arg_min(stint_number, (released_at, detector)) as stint_number,
        min(released_at) as released_at,
        arg_min(release_event_id, (released_at, detector)) as release_event_id,
        arg_min(routed_at, (released_at, detector)) as routed_at,
        arg_min(routed_event_id, (released_at, detector)) as routed_event_id,
        max(via_ticket_number) filter (where detector = 'D5') as via_ticket_number,
        bool_or(was_already_working) as was_already_working
    from numbered_candidate
    group by ticket_number, from_team, to_team, candidate_group
)
select
    row_number() over (order by ticket_number, released_at, kind, release_event_id)::integer
        as handoff_number,
    candidate_group_fact.*
from candidate_group_fact
