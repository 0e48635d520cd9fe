-- Passages of tickets between teams: what the detectors saw, each once. Sightings of one ticket and pair within one
-- business hour of the receiver are one, with the earliest release and its kind, unless the ball went away and came back
-- in between; a dependency on a ticket that the giver had asked for within one business day is that request. Both spans
-- are the organization file's.
-- One row per passage; kind, release and the event that released the ball tell those of a ticket apart.
-- key: passage_no
with setting as (
    select same_handoff_seconds, request_seconds
    from core.organization
),
compared as (
    select
        *,
        lag(released_second) over sightings as previous_second,
        lag(tenure) over sightings as previous_tenure,
        first_value(detector) over sightings as first_detector,
        first_value(released_second) over sightings as first_second
    from flow.sighting
    cross join setting
    window sightings as (partition by ticket_no, from_team, to_team order by released_at, detector)
),
numbered as (
    select
        *,
        sum(
            case
                when to_team is null or previous_second is null then 1
                when released_second - previous_second <= same_handoff_seconds and tenure = previous_tenure then 0
                when detector = 'D4' and first_detector = 'D3' and released_second - first_second <= request_seconds then 0
                else 1
            end
        ) over (partition by ticket_no, from_team, to_team order by released_at, detector) as passage
    from compared
),
passage as (
    select
        ticket_no,
        from_team,
        to_team,
        arg_min(detector, (released_at, detector)) as detector,
        array_to_string(list_sort(list(distinct detector)), ', ') as detectors,
        arg_min(kind, (released_at, detector)) as kind,
        arg_min(tenure, (released_at, detector)) as tenure,
        min(released_at) as released_at,
        arg_min(release_event_id, (released_at, detector)) as release_event_id,
        arg_min(routed_at, (released_at, detector)) as routed_at,
        arg_min(routed_event_id, (released_at, detector)) as routed_event_id,
        max(via_ticket_no) filter (where detector = 'D5') as via_ticket_no,
        bool_or(is_not_waiting) as is_not_waiting
    from numbered
    group by ticket_no, from_team, to_team, passage
)
select
    row_number() over (order by ticket_no, released_at, kind, release_event_id)::integer as passage_no,
    passage.*
from passage
