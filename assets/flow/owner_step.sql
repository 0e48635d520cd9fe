-- Who has the ball after debounce: a stretch shorter than the debounce in which no human of that owner did anything is a
-- slip of the hand, and belongs to the owner before it (the first one: to the owner after it); a relabel makes no stretch
-- short. Each stretch knows its spell: the run of an open ticket with one owner, across relabels; null while the ticket is
-- done. Work of somebody who left all teams stays in the spell; that of somebody who joins one begins a spell.
-- One row per ticket and stretch.
-- key: source, ticket_id, from_at
with turn as (
    select
        *,
        coalesce(owner <> lag(owner) over stretches and not is_relabel, lag(owner) over stretches is null)::integer
            as starts_run
    from flow.owner_signal
    window stretches as (partition by source, ticket_id order by from_at)
),
run as (
    select *, sum(starts_run) over (partition by source, ticket_id order by from_at) as run
    from turn
),
extent as (
    select
        source, ticket_id, run,
        list(distinct owner) as owners,
        min(from_at) as from_at,
        case when bool_and(to_at is not null) then max(to_at) end as to_at
    from run
    group by source, ticket_id, run
),
brief as (
    select extent.*
    from extent
    cross join core.organization as o
    where extent.to_at is not null and epoch(extent.to_at - extent.from_at) < o.debounce_seconds
),
slip as (
    select brief.source, brief.ticket_id, brief.run
    from brief
    anti join flow.action as action
        on action.ticket_source = brief.source and action.ticket_id = brief.ticket_id
        and list_contains(brief.owners, action.team_id)
        and action.happened_at >= brief.from_at and action.happened_at <= brief.to_at
),
kept as (
    select
        run.* exclude (owner, starts_run, run),
        run.owner as signalled_owner,
        slip.run is not null as is_slip,
        case when slip.run is null then run.owner end as kept_owner
    from run
    left join slip
        on slip.source = run.source and slip.ticket_id = run.ticket_id and slip.run = run.run
),
settled as (
    select
        * exclude (kept_owner),
        coalesce(
            last_value(kept_owner ignore nulls) over (
                partition by source, ticket_id order by from_at
                rows between unbounded preceding and current row
            ),
            first_value(kept_owner ignore nulls) over (
                partition by source, ticket_id order by from_at
                rows between current row and unbounded following
            ),
            signalled_owner
        ) as owner
    from kept
),
turned as (
    select
        *,
        case
            when owner = lag(owner) over (partition by source, ticket_id order by from_at) then null
            when is_relabel and owner in ('UNOWNED', 'CUSTOMER') then null
            else owner
        end as new_holder
    from settled
),
held as (
    select
        *,
        last_value(new_holder ignore nulls) over (
            partition by source, ticket_id order by from_at rows between unbounded preceding and 1 preceding
        ) as holder_before,
        lag(is_done) over (partition by source, ticket_id order by from_at) as was_done
    from turned
),
bounded as (
    select
        * exclude (new_holder, holder_before, was_done),
        case
            when is_done then 0
            when was_done is null or was_done then 1
            when new_holder <> holder_before
                and (not is_relabel or holder_before in ('UNOWNED', 'CUSTOMER')) then 1
            else 0
        end as starts_spell,
        coalesce(not is_done and was_done, false)::integer as reopens
    from held
)
select
    source,
    ticket_id,
    from_at,
    to_at,
    owner,
    signalled_owner,
    is_slip,
    rung,
    is_relabel,
    change_id,
    account_id,
    status_id,
    is_work,
    is_todo,
    is_done,
    resolution,
    points,
    starts_spell = 1 as is_arrival,
    case
        when not is_done then sum(starts_spell) over (partition by source, ticket_id order by from_at)
    end::integer as spell,
    sum(reopens) over (partition by source, ticket_id order by from_at)::integer as reopened_count
from bounded
