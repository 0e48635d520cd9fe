-- Stints: how long a team was the one to act on a ticket; its visits around a detour over nobody are one, also where another
-- team carries it on by then. With what gave it the ball and what became of it after: passed on, closed, lost in triage, or
-- still there.
-- One row per ticket and stint.
-- key: ticket_number, stint_number
with visit_and_next as (
    select
        *,
        lead(from_at) over visits as next_from_at,
        lead(change_id) over visits as next_change_id,
        lead(reopened_count) over visits as next_reopened_count
    from flow.visit
    window visits as (partition by ticket_number order by visit_number)
),
visit_and_giver as (
    select
        *,
        last_value(
            case
                when not is_pseudo then struct_pack(
                        visit_number := visit_number,
                        owner := last_owner,
                        reopened_count := reopened_count,
                        released_at := next_from_at,
                        event_id := next_change_id, next_reopened_count := next_reopened_count
                    )
            end ignore nulls
        ) over (
            partition by ticket_number order by visit_number rows between unbounded preceding and 1 preceding
        ) as giver
    from visit_and_next
),
-- A close while nobody had the ball ends the story before it.
team_visit as (
    select
        visit_and_giver.* exclude (giver),
        giver.owner as giver,
        giver.released_at,
        giver.event_id as release_event_id,
        giver.visit_number = visit_number - 1 as is_direct,
        coalesce(same.team_id is null or giver.reopened_count <> reopened_count, true) as begins_stint,
        coalesce(
            same.team_id is null
            and (giver.visit_number = visit_number - 1 or giver.next_reopened_count = reopened_count),
            false
        ) as is_handoff
    from visit_and_giver
    left join core.team_stand_in as same
        on same.team_id = giver.owner and same.stand_in_id = visit_and_giver.owner
        and same.from_at <= visit_and_giver.from_at
    where not is_pseudo
),
numbered_visit as (
    select
        *, sum(begins_stint::integer) over (partition by ticket_number order by visit_number) as stint_number
    from team_visit
),
merged_stint as (
    select
        ticket_number,
        stint_number::integer as stint_number,
        arg_min(owner, visit_number) as owner,
        arg_max(last_owner, visit_number) as last_owner,
        min(from_at) as from_at,
        arg_min_null(change_id, visit_number) as change_id,
        arg_min(is_handoff, visit_number) as is_handoff,
        arg_min(is_direct, visit_number) as is_direct,
        arg_min(giver, visit_number) as giver,
        arg_min(released_at, visit_number) as released_at,
        arg_min(release_event_id, visit_number) as release_event_id,
        min(visit_number) as first_visit_number,
        max(visit_number) as last_visit_number,
        arg_max(to_at, visit_number) as to_at,
        arg_max(ended_by, visit_number) as ended_by,
        bool_or(has_work) as has_work,
        max(reopened_count) as reopened_count
    from numbered_visit
    group by ticket_number, stint_number
),
unowned_time as (
    select
        ticket_number, giver.visit_number as giver_visit_number, reopened_count,
        arg_max(owner, visit_number) as owner,
        arg_max(ended_by, visit_number) as ended_by,
        arg_max(to_at, visit_number) as to_at,
        min(from_at) as from_at,
        arg_min(change_id, visit_number) as change_id
    from visit_and_giver
    where is_pseudo and giver is not null
    group by ticket_number, giver.visit_number, reopened_count
)
select
    merged_stint.*,
    case
        when
            lead(merged_stint.reopened_count) over stints = merged_stint.reopened_count
            then lead(merged_stint.owner) over stints
    end as next_owner,
    unowned_time.owner as loose_owner,
    unowned_time.from_at as loose_from_at,
    unowned_time.to_at as loose_to_at,
    unowned_time.change_id as loose_event_id,
    case when unowned_time.owner is not null then coalesce(unowned_time.ended_by, 'open') end
        as loose_ended_by
from merged_stint
left join unowned_time
    on unowned_time.ticket_number = merged_stint.ticket_number
    and unowned_time.giver_visit_number = merged_stint.last_visit_number
    and unowned_time.reopened_count = merged_stint.reopened_count
window stints as (partition by merged_stint.ticket_number order by merged_stint.stint_number)
