-- The ownership ledger: who had each ticket from when to when, on what evidence, and what the change to them was: a
-- handoff, or why not. At any instant from creation on a ticket has exactly one owner; while it is closed it lies in
-- nobody's queue. It is what `baton explain` reads.
-- One row per ticket and interval with one owner, open or closed.
-- key: source, ticket_id, from_at
-- column source: configured name of the Jira site
-- column ticket_id: the vendor's immutable id
-- column ticket_key: its key at as_of
-- column from_at: begin, UTC
-- column from_at_local: the same by the clocks of the organization's time zone
-- column to_at: end, UTC; null while it lasts
-- column to_at_local: the same by the clocks of the organization's time zone
-- column team_id: the owner; UNOWNED where nobody had it, CUSTOMER where a customer was waited for
-- column team_name: what that is called
-- column rung: what decided: status, team (the Team field), assignee, component, project or none
-- column is_closed: the ticket was in a done status
-- column verdict: handoff, or why it was none: created, intake, first_owner, relabel, detour, nobody, closed, reopened, not_counted
-- column handoff_id: the handoff that this change was, or ended; null where there was none
-- column event_id: the event that began it, as the source numbers it; null at creation and for a relabel
-- column slip_count: changes of owner in it that the debounce took for slips of the hand
-- column grade: how far the row may be trusted: A (nothing speaks against it), B, C or D (half of it or more is doubtful); null where it rests on nothing
-- column doubts: the findings that touch it, by their kind in data_quality, sorted; empty where there are none
with owned_interval as (
    select
        *,
        coalesce(owner <> owner_before or is_done <> was_done, true)::integer as begins
    from flow.ownership_interval
),
numbered_interval as (
    select *, sum(begins) over (partition by ticket_number order by from_at) as number
    from owned_interval
),
merged_interval as (
    select
        ticket_number, number,
        min(from_at) as from_at,
        max(to_at) as to_at,
        any_value(owner) as owner,
        any_value(is_done) as is_done,
        arg_min(rung, from_at) as rung,
        arg_min(is_relabel, from_at) as is_relabel,
        arg_min_null(change_id, from_at) as change_id
    from numbered_interval
    group by ticket_number, number
),
slip as (
    select merged_interval.ticket_number, merged_interval.number, count(*) as slip_count
    from merged_interval
    inner join flow.ownership_interval as owned
        on owned.ticket_number = merged_interval.ticket_number and owned.is_slip
        and owned.from_at >= merged_interval.from_at
        and owned.from_at < merged_interval.to_at
    group by all
),
interval_in_context as (
    select
        *,
        core.is_pseudo_owner(owner) as is_pseudo,
        lag(is_done) over intervals as was_done,
        last_value(case when not core.is_pseudo_owner(owner) and not is_done then owner end ignore nulls)
            over (
                partition by ticket_number order by from_at rows between unbounded preceding and 1 preceding
            ) as team_before
    from merged_interval
    window intervals as (partition by ticket_number order by from_at)
),
receiving_handoff as (
    select
        ticket_number, coalesce(to_team, core.unowned()) as owner,
        coalesce(routed_at, released_at) as happened_at, min(handoff_id) as handoff_id
    from flow.handoff
    where kind in ('transfer', 'transfer_via_triage', 'request')
    group by all
)
select
    ticket.source,
    ticket.ticket_id,
    ticket.key as ticket_key,
    interval_in_context.from_at,
    core.local_time(interval_in_context.from_at) as from_at_local,
    case when isfinite(interval_in_context.to_at) then interval_in_context.to_at end as to_at,
    case when isfinite(interval_in_context.to_at) then core.local_time(interval_in_context.to_at) end
        as to_at_local,
    interval_in_context.owner as team_id,
    marts.team_name(interval_in_context.owner) as team_name,
    interval_in_context.rung,
    interval_in_context.is_done as is_closed,
    case
        when not ticket.is_counted then 'not_counted'
        when interval_in_context.is_done then 'closed'
        when receiving_handoff.handoff_id is not null then 'handoff'
        when
            interval_in_context.was_done is null
            and requester.is_customer
            and not interval_in_context.is_pseudo
            then 'intake'
        when interval_in_context.was_done is null then 'created'
        when interval_in_context.is_relabel then 'relabel'
        when interval_in_context.is_pseudo then 'nobody'
        when
            interval_in_context.was_done and same.team_id is not null
            then 'reopened'
        when same.team_id is not null then 'detour'
        when interval_in_context.team_before is null then 'first_owner'
        else 'not_counted'
    end as verdict,
    case when not interval_in_context.is_done then receiving_handoff.handoff_id end as handoff_id,
    interval_in_context.change_id as event_id,
    coalesce(slip.slip_count, 0) as slip_count,
    trust.grade,
    trust.doubts
from interval_in_context
inner join core.ticket as ticket on ticket.ticket_number = interval_in_context.ticket_number
inner join flow.requester as requester on requester.ticket_number = interval_in_context.ticket_number
left join core.team_stand_in as same
    on same.team_id = interval_in_context.team_before and same.stand_in_id = interval_in_context.owner
    and same.from_at <= interval_in_context.from_at
left join flow.item_trust as trust on trust.ticket_number = interval_in_context.ticket_number
left join slip
    on slip.ticket_number = interval_in_context.ticket_number and slip.number = interval_in_context.number
left join receiving_handoff
    on receiving_handoff.ticket_number = interval_in_context.ticket_number
    and receiving_handoff.owner = interval_in_context.owner
    and receiving_handoff.happened_at = interval_in_context.from_at
order by ticket.source, ticket.ticket_id, interval_in_context.from_at
