-- Ownership intervals: who has a ticket after debounce. An interval lasts as long as neither the owner changes nor whether
-- the ticket is done. A stretch shorter than the debounce in which no human of that owner did anything is a slip of the
-- hand: it belongs to the owner before it (the first one: to the owner after it). A relabel makes no stretch short, and
-- always begins an interval. Each interval knows its visit: the time that an open ticket stays with one owner, across
-- relabels; null while the ticket is done. Work of somebody who leaves all teams stays in the visit; work of somebody who
-- joins a team begins one. Half-open; infinite while it lasts.
-- One row per ticket and interval.
-- key: ticket_number, from_at
with signal as (
    select
        ticket_number, from_at, is_relabel, is_done,
        owner as signalled_owner,
        lag(owner) over stretches as owner_before,
        lag(is_done) over stretches as was_done
    from flow.owner_signal
    window stretches as (partition by ticket_number order by from_at)
),
signal_change as (
    select
        *, lead(from_at, 1, 'infinity'::timestamp) over (partition by ticket_number order by from_at) as to_at
    from signal
    where owner_before is null or owner_before <> signalled_owner or was_done <> is_done or is_relabel
),
-- Evidence is looked up for the few stretches that begin an interval, and not carried through windows over all.
beginning as (
    select
        signal_change.*,
        signal.rung,
        case when not signal_change.is_relabel then state.change_id end as change_id
    from signal_change
    inner join flow.owner_signal as signal using (ticket_number, from_at)
    left join (select * from core.ticket_state where to_at > from_at) as state
        on state.ticket_number = signal_change.ticket_number and state.from_at = signal_change.from_at
),
owner_run as (
    select
        ticket_number, from_at,
        lead(from_at, 1, 'infinity'::timestamp) over (partition by ticket_number order by from_at) as to_at
    from beginning
    where owner_before is null or (owner_before <> signalled_owner and not is_relabel)
),
brief_run as (
    select distinct
        owner_run.ticket_number, owner_run.from_at, owner_run.to_at, beginning.signalled_owner as owner
    from owner_run
    cross join core.organization as o
    inner join beginning
        on beginning.ticket_number = owner_run.ticket_number
        and beginning.from_at >= owner_run.from_at and beginning.from_at < owner_run.to_at
    where owner_run.to_at < owner_run.from_at + o.debounce_seconds * interval 1 second
),
acted_run as (
    select distinct brief_run.ticket_number, brief_run.from_at
    from brief_run
    inner join flow.action as action
        on action.ticket_number = brief_run.ticket_number
        and action.team_id = brief_run.owner
        and action.happened_at >= brief_run.from_at and action.happened_at <= brief_run.to_at
),
slip as (
    select distinct ticket_number, from_at, to_at
    from brief_run
    anti join acted_run using (ticket_number, from_at)
),
ticket_with_slip as (
    select distinct ticket_number
    from slip
),
-- Only tickets with a slip are put together anew.
beginning_without_slip as (
    select
        beginning.*,
        slip.from_at is not null as is_slip,
        case when slip.from_at is null then beginning.signalled_owner end as kept_owner
    from beginning
    semi join ticket_with_slip on ticket_with_slip.ticket_number = beginning.ticket_number
    left join slip
        on slip.ticket_number = beginning.ticket_number
        and beginning.from_at >= slip.from_at and beginning.from_at < slip.to_at
),
settled_beginning as (
    select
        * exclude (kept_owner),
        coalesce(
            last_value(kept_owner ignore nulls) over (
                partition by ticket_number order by from_at
                rows between unbounded preceding and current row
            ),
            first_value(kept_owner ignore nulls) over (
                partition by ticket_number order by from_at
                rows between current row and unbounded following
            ),
            signalled_owner
        ) as owner
    from beginning_without_slip
),
owner_step as (
    select
        * replace (
            lag(owner) over (partition by ticket_number order by from_at) as owner_before
        )
    from settled_beginning
    union all by name
    select *, signalled_owner as owner, false as is_slip
    from beginning
    anti join ticket_with_slip on ticket_with_slip.ticket_number = beginning.ticket_number
),
-- Where a relabel left a ticket with nobody, its visit's holder is still the team before.
ticket_left_behind as (
    select distinct ticket_number
    from owner_step
    where is_relabel and core.is_pseudo_owner(owner)
),
holder_change as (
    select
        owner_step.*,
        case
            when not (owner is distinct from owner_before) then null
            when is_relabel and core.is_pseudo_owner(owner) then null
            else owner
        end as new_holder
    from owner_step
    semi join ticket_left_behind on ticket_left_behind.ticket_number = owner_step.ticket_number
),
holder_step as (
    select
        *,
        last_value(new_holder ignore nulls) over (
            partition by ticket_number order by from_at rows between unbounded preceding and 1 preceding
        ) as holder_before
    from holder_change
    union all by name
    select owner_step.*, owner as new_holder, owner_before as holder_before
    from owner_step
    anti join ticket_left_behind on ticket_left_behind.ticket_number = owner_step.ticket_number
),
arrival_step as (
    select
        *,
        not is_done and (
            owner_before is null
            or was_done
            or (new_holder <> holder_before and (not is_relabel or core.is_pseudo_owner(holder_before)))
        ) is true as is_arrival
    from holder_step
)
select
    ticket_number,
    from_at,
    to_at,
    owner,
    owner_before,
    is_done,
    was_done,
    is_relabel,
    is_slip,
    is_arrival,
    case when not is_done then sum(is_arrival::integer) over so_far end::integer as visit_number,
    (sum((is_arrival and coalesce(was_done, false))::integer) over so_far)::integer as reopened_count,
    rung,
    change_id
from arrival_step
window so_far as (partition by ticket_number order by from_at)
