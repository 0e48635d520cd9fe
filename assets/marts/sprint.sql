-- What teams said they would do in each sprint, and what they did: what was in it just before it was activated, with the
-- estimates of then, and how much of that was completed while it was in the sprint. What was added, removed and estimated
-- anew stands apart. Of a running sprint everything is so far, and the ratios are null.
-- committed_count + added_count = completed_count + cancelled_count + removed_count + unfinished_count.
-- One row per sprint and team that had a ticket of it, and one per sprint for all teams together (*).
-- key: source, sprint_id, team_id
-- column source: configured name of the site
-- column sprint_id: the vendor's immutable id of the sprint
-- column name: its name today; null where nothing tells it
-- column board_id: the vendor's id of the board that it was planned on; several teams may share one
-- column board_name: the board's name today; null where the board is not listed
-- column team_id: who had the tickets just before the activation, or when they were added: a team, UNOWNED or CUSTOMER; * for all
-- column team_name: what that is called
-- column state: future, active, closed or deleted; null where only histories of tickets name the sprint
-- column starts_at: planned start, UTC; Jira sets it to the activation, once there is one
-- column starts_at_local: the same by the clocks of the organization's time zone
-- column ends_at: planned end, UTC
-- column ends_at_local: the same by the clocks of the organization's time zone
-- column activated_at: when it was really begun, UTC; null where it was not by as_of, or nobody knows
-- column activated_at_local: the same by the clocks of the organization's time zone
-- column completed_at: when it was really ended, UTC; null where it was not by as_of, or nobody knows
-- column completed_at_local: the same by the clocks of the organization's time zone
-- column is_observed: whether it was activated, and after the history of its source is complete; if not, all numbers are null
-- column committed_count: tickets in the sprint and open just before the activation
-- column committed_points: their estimates at that instant, summed; unestimated ones add nothing; null where none has one
-- column committed_unestimated_count: of the committed ones, those without an estimate then
-- column kept_count: of the committed ones, those completed while in the sprint, and not reopened before its end
-- column kept_points: their estimates at the commitment, summed as committed_points
-- column added_count: tickets that came into the sprint, or were reopened in it, from the activation on
-- column added_points: their estimates when they came, summed as committed_points
-- column added_unestimated_count: of the added ones, those without an estimate then
-- column removed_count: of both, those that were neither closed in the sprint nor in it any more at its end
-- column removed_points: their estimates at the commitment or the addition, summed as committed_points
-- column unfinished_count: of both, those in it and open at its end
-- column unfinished_points: their estimates at the commitment or the addition, summed as committed_points
-- column cancelled_count: of both, those closed in it with a resolution that does not count
-- column re_estimated_count: of both, those whose estimate was set, changed or taken away while they were in it and open
-- column re_estimated_points: what that changed in sum, of those with an estimate before and after
-- column completed_count: of both, those completed while in the sprint
-- column completed_points: their estimates at completion, summed as committed_points
-- column unknown_count: tickets in it of which nobody knows when they were closed, or whose history of sprints contradicts itself: in no other count, and in the row of all teams alone
-- column say_do_items: kept_count of committed_count; null until it is completed, and where nothing was committed
-- column say_do_points: kept points of committed points, of tickets with an estimate at the commitment; null until it is completed, and where none has one
-- column vendor_ratio: as Jira's velocity report has it: points at completion of all that was closed in it, added or not, of the points committed; it can be 1 where the promise was broken
-- column grade: how far the row may be trusted: A (nothing speaks against it), B, C or D (half of it or more is doubtful); null where it rests on nothing
-- column doubts: the findings that touch it, by their kind in data_quality, sorted; empty where there are none
with team_item as (
    select span.source, span.sprint_id, '*' as row_team, item.* exclude (source, sprint_id)
    from flow.sprint_span as span
    left join flow.sprint_item as item on item.source = span.source and item.sprint_id = span.sprint_id
    union all by name
    select *, team_id as row_team
    from flow.sprint_item
    where team_id is not null
),
-- Points are sums of the estimates that there are.
doubted_item as (
    select
        team_item.*,
        team_item.points is null and team_item.outcome <> 'unknown' as is_unestimated,
        trust.bits | case when is_unestimated then flow.doubt_bit('estimate_missing') else 0 end as bits,
        case when is_unestimated then 1000000 else trust.millionths end as millionths
    from team_item
    left join flow.item_trust as trust on trust.ticket_number = team_item.ticket_number
),
total as (
    select
        source,
        sprint_id,
        row_team as team_id,
        count(*) filter (where is_committed)::bigint as committed_count,
        marts.points(points, is_committed) as committed_points,
        count(*) filter (where is_committed and points is null)::bigint as committed_unestimated_count,
        count(*) filter (where is_committed and outcome = 'completed')::bigint as kept_count,
        marts.points(points, is_committed and outcome = 'completed') as kept_points,
        count(*) filter (where not is_committed)::bigint as added_count,
        marts.points(points, not is_committed) as added_points,
        count(*) filter (where not is_committed and points is null)::bigint as added_unestimated_count,
        count(*) filter (where outcome = 'removed')::bigint as removed_count,
        marts.points(points, outcome = 'removed') as removed_points,
        count(*) filter (where outcome = 'unfinished')::bigint as unfinished_count,
        marts.points(points, outcome = 'unfinished') as unfinished_points,
        count(*) filter (where outcome = 'cancelled')::bigint as cancelled_count,
        count(*) filter (where points is distinct from last_points)::bigint as re_estimated_count,
        marts.points(last_points - points, points is distinct from last_points) as re_estimated_points,
        count(*) filter (where outcome = 'completed')::bigint as completed_count,
        marts.points(last_points, outcome = 'completed') as completed_points,
        marts.points(last_points, closed_at is not null) as closed_points,
        count(*) filter (where outcome = 'unknown')::bigint as unknown_count,
        coalesce(bit_or(bits), 0) as bits,
        sum(millionths) // count(millionths) as millionths
    from doubted_item
    group by source, sprint_id, row_team
)
select
    sprint.source,
    sprint.sprint_id,
    sprint.name,
    sprint.board_id,
    board.name as board_name,
    coalesce(total.team_id, '*') as team_id,
    marts.team_name(coalesce(total.team_id, '*')) as team_name,
    sprint.state,
    sprint.starts_at,
    core.local_time(sprint.starts_at) as starts_at_local,
    sprint.ends_at,
    core.local_time(sprint.ends_at) as ends_at_local,
    sprint.activated_at,
    core.local_time(sprint.activated_at) as activated_at_local,
    sprint.completed_at,
    core.local_time(sprint.completed_at) as completed_at_local,
    total.sprint_id is not null as is_observed,
    total.* exclude (source, sprint_id, team_id, closed_points, unknown_count, bits, millionths),
    case when total.team_id = '*' then total.unknown_count end as unknown_count,
    case
        when sprint.completed_at is not null then total.kept_count / nullif(total.committed_count, 0)
    end as say_do_items,
    case
        when sprint.completed_at is not null
            then coalesce(total.kept_points, 0) / nullif(total.committed_points, 0)
    end as say_do_points,
    case
        when sprint.completed_at is not null
            then coalesce(total.closed_points, 0) / nullif(total.committed_points, 0)
    end as vendor_ratio,
    flow.grade(total.bits, total.millionths) as grade,
    coalesce(flow.doubts(total.bits), []) as doubts
from core.sprint as sprint
left join total on total.source = sprint.source and total.sprint_id = sprint.sprint_id
left join core.board as board on board.source = sprint.source and board.board_id = sprint.board_id
order by sprint.activated_at, sprint.source, sprint.sprint_id, team_id
