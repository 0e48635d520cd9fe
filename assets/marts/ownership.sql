-- The ownership ledger: who had each ticket from when to when, on what evidence, and what the passage to them was: a
-- handoff, or why not. At any instant from creation on a ticket has exactly one owner; while it is closed it lies in
-- nobody's queue. It is what `baton explain` reads.
-- One row per ticket and interval with one owner, open or closed.
-- key: source, ticket_id, from_at
-- show: select verdict, count(*) as intervals, bar(count(*), 0, max(count(*)) over (), 20) as plot from marts.ownership group by all order by intervals desc
-- column source: configured name of the Jira site
-- column ticket_id: the vendor's immutable id
-- column ticket_key: its key today
-- column from_at: begin, UTC
-- column to_at: end, UTC; null while it lasts
-- column team_id: the owner; UNOWNED where nobody had it, CUSTOMER where a customer was waited for
-- column rung: what decided: status, team (the Team field), assignee, component, project or none
-- column is_closed: the ticket was in a done status
-- column verdict: handoff, or why it was none: created, intake, first_owner, relabel, detour, nobody, closed, reopened, not_counted
-- column handoff_id: the handoff that this passage was, or ended; null where there was none
-- column event_id: the event that began it, as the source numbers it; null at creation and for a relabel
-- column slip_count: passages in it that the debounce took for slips of the hand
with turn as (
    select
        *,
        coalesce(owner <> owner_before or is_done <> was_done, true)::integer as begins
    from flow.turn
),
numbered as (
    select *, sum(begins) over (partition by ticket_no order by from_at) as number
    from turn
),
interval_ as (
    select
        ticket_no, number,
        min(from_at) as from_at,
        case when bool_and(to_at is not null) then max(to_at) end as to_at,
        any_value(owner) as owner,
        any_value(is_done) as is_done,
        arg_min(rung, from_at) as rung,
        arg_min(is_relabel, from_at) as is_relabel,
        arg_min_null(change_id, from_at) as change_id
    from numbered
    group by ticket_no, number
),
slip as (
    select interval_.ticket_no, interval_.number, count(*) as slip_count
    from interval_
    inner join flow.turn as turn
        on turn.ticket_no = interval_.ticket_no and turn.is_slip
        and turn.from_at >= interval_.from_at
        and turn.from_at < coalesce(interval_.to_at, 'infinity'::timestamp)
    group by all
),
told as (
    select
        *,
        owner in ('UNOWNED', 'CUSTOMER') as is_pseudo,
        lag(is_done) over intervals as was_done,
        last_value(case when owner not in ('UNOWNED', 'CUSTOMER') and not is_done then owner end ignore nulls) over (
            partition by ticket_no order by from_at rows between unbounded preceding and 1 preceding
        ) as team_before
    from interval_
    window intervals as (partition by ticket_no order by from_at)
),
passed as (
    select
        ticket_no, coalesce(to_team, 'UNOWNED') as owner,
        coalesce(routed_at, released_at) as happened_at, min(handoff_id) as handoff_id
    from flow.handoff
    where kind in ('transfer', 'transfer_via_triage', 'request')
    group by all
)
select
    ticket.source,
    ticket.ticket_id,
    ticket.key as ticket_key,
    told.from_at,
    told.to_at,
    told.owner as team_id,
    told.rung,
    told.is_done as is_closed,
    case
        when not ticket.is_counted then 'not_counted'
        when told.is_done then 'closed'
        when passed.handoff_id is not null then 'handoff'
        when told.was_done is null and requester.is_customer and not told.is_pseudo then 'intake'
        when told.was_done is null then 'created'
        when told.is_relabel then 'relabel'
        when told.is_pseudo then 'nobody'
        when told.was_done and told.team_before = told.owner then 'reopened'
        when told.team_before = told.owner then 'detour'
        when told.team_before is null then 'first_owner'
        else 'not_counted'
    end as verdict,
    case when not told.is_done then passed.handoff_id end as handoff_id,
    told.change_id as event_id,
    coalesce(slip.slip_count, 0) as slip_count
from told
inner join core.ticket as ticket on ticket.ticket_no = told.ticket_no
inner join flow.requester as requester on requester.ticket_no = told.ticket_no
left join slip
    on slip.ticket_no = told.ticket_no and slip.number = told.number
left join passed
    on passed.ticket_no = told.ticket_no and passed.owner = told.owner
    and passed.happened_at = told.from_at
order by ticket.source, ticket.ticket_id, told.from_at
