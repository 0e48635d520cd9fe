-- Turns: who has the ball after debounce, each as long as neither the owner changes nor whether the ticket is done. A
-- stretch shorter than the debounce in which no human of that owner did anything is a slip of the hand, and belongs to the
-- owner before it (the first one: to the owner after it); a relabel makes no stretch short, and always begins a turn. Each
-- turn knows its spell: the run of an open ticket with one owner, across relabels; null while the ticket is done. Work of
-- somebody who left all teams stays in the spell; that of somebody who joins one begins a spell. Half-open; to_at null lasts.
-- One row per ticket and turn.
-- key: ticket_no, from_at
with signal as (
    select
        ticket_no, from_at, is_relabel, is_done,
        owner as signalled_owner,
        lag(owner) over stretches as owner_before,
        lag(is_done) over stretches as was_done
    from flow.owner_signal
    window stretches as (partition by ticket_no order by from_at)
),
turning as (
    select *, lead(from_at) over (partition by ticket_no order by from_at) as to_at
    from signal
    where owner_before is null or owner_before <> signalled_owner or was_done <> is_done or is_relabel
),
-- Evidence is looked up for the few stretches that begin a turn, and not carried through windows over all.
turn as (
    select turning.*, signal.rung, case when not turning.is_relabel then state.change_id end as change_id
    from turning
    inner join flow.owner_signal as signal using (ticket_no, from_at)
    left join (select * from core.ticket_state where to_at is null or to_at > from_at) as state
        on state.ticket_no = turning.ticket_no and state.from_at = turning.from_at
),
run as (
    select
        ticket_no, from_at,
        lead(from_at) over (partition by ticket_no order by from_at) as to_at
    from turn
    where owner_before is null or (owner_before <> signalled_owner and not is_relabel)
),
brief as (
    select distinct run.ticket_no, run.from_at, run.to_at, turn.signalled_owner as owner
    from run
    cross join core.organization as o
    inner join turn
        on turn.ticket_no = run.ticket_no
        and turn.from_at >= run.from_at and turn.from_at < run.to_at
    where epoch(run.to_at - run.from_at) < o.debounce_seconds
),
acted as (
    select distinct brief.ticket_no, brief.from_at
    from brief
    inner join flow.action as action
        on action.ticket_no = brief.ticket_no
        and action.team_id = brief.owner
        and action.happened_at >= brief.from_at and action.happened_at <= brief.to_at
),
slip as (
    select distinct ticket_no, from_at, to_at
    from brief
    anti join acted using (ticket_no, from_at)
),
slipped as (
    select distinct ticket_no
    from slip
),
-- Only tickets with a slip need to be told again.
kept as (
    select
        turn.*,
        slip.from_at is not null as is_slip,
        case when slip.from_at is null then turn.signalled_owner end as kept_owner
    from turn
    semi join slipped on slipped.ticket_no = turn.ticket_no
    left join slip
        on slip.ticket_no = turn.ticket_no
        and turn.from_at >= slip.from_at and turn.from_at < slip.to_at
),
settled as (
    select
        * exclude (kept_owner),
        coalesce(
            last_value(kept_owner ignore nulls) over (
                partition by ticket_no order by from_at
                rows between unbounded preceding and current row
            ),
            first_value(kept_owner ignore nulls) over (
                partition by ticket_no order by from_at
                rows between current row and unbounded following
            ),
            signalled_owner
        ) as owner
    from kept
),
step as (
    select * replace (
        lag(owner) over (partition by ticket_no order by from_at) as owner_before
    )
    from settled
    union all by name
    select *, signalled_owner as owner, false as is_slip
    from turn
    anti join slipped on slipped.ticket_no = turn.ticket_no
),
-- Where a relabel left a ticket with nobody, its spell's holder is still the team before.
left_behind as (
    select distinct ticket_no
    from step
    where is_relabel and owner in ('UNOWNED', 'CUSTOMER')
),
turned as (
    select
        step.*,
        case
            when owner is not distinct from owner_before then null
            when is_relabel and owner in ('UNOWNED', 'CUSTOMER') then null
            else owner
        end as new_holder
    from step
    semi join left_behind on left_behind.ticket_no = step.ticket_no
),
held as (
    select
        *,
        last_value(new_holder ignore nulls) over (
            partition by ticket_no order by from_at rows between unbounded preceding and 1 preceding
        ) as holder_before
    from turned
    union all by name
    select step.*, owner as new_holder, owner_before as holder_before
    from step
    anti join left_behind on left_behind.ticket_no = step.ticket_no
),
bounded as (
    select
        *,
        not is_done and (
            owner_before is null
            or was_done
            or (new_holder <> holder_before and (not is_relabel or holder_before in ('UNOWNED', 'CUSTOMER')))
        ) is true as is_arrival
    from held
)
select
    ticket_no,
    from_at,
    to_at,
    owner,
    owner_before,
    is_done,
    was_done,
    is_relabel,
    is_slip,
    is_arrival,
    case when not is_done then sum(is_arrival::integer) over so_far end::integer as spell,
    (sum((is_arrival and coalesce(was_done, false))::integer) over so_far)::integer as reopened_count,
    rung,
    change_id
from bounded
window so_far as (partition by ticket_no order by from_at)
