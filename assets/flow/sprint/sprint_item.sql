-- What was in each sprint, and what became of it. A ticket is live in a sprint while it is in it and open.
-- Committed is what was live just before the activation; added is what became so later, before the completion.
-- Team and estimate are those just before the activation, or at the addition. A close counts where the ticket was in the
-- sprint then and was not reopened by the sprint's end. Removed is what was in the sprint no more just before its end.
-- Where nobody knows when a ticket was closed, or its history of sprints contradicts itself, the outcome is unknown.
-- outcome: completed (the resolution counts), cancelled (it does not), removed, unfinished or unknown.
-- One row per sprint and ticket that was live in it, or may have been.
-- key: source, sprint_id, ticket_number
with stay as (
    select
        span.source,
        span.sprint_id,
        span.activated_at,
        span.ends_at,
        tag.ticket_number,
        tag.from_at,
        least(
            case when tag.to_at <= core.as_of() then tag.to_at else 'infinity'::timestamp end,
            case when ticket.gone_at is not null then ticket.last_seen_at else 'infinity'::timestamp end
        ) as to_at,
        undated_close.ticket_number is not null or broken_ticket.ticket_id is not null as is_unknown
    from flow.sprint_span as span
    inner join core.ticket_tag as tag
        on tag.source = span.source and tag.value = span.sprint_id and tag.kind = 'sprint'
    inner join core.ticket as ticket on ticket.ticket_number = tag.ticket_number and ticket.is_counted
    left join flow.undated_close as undated_close on undated_close.ticket_number = tag.ticket_number
    left join
        (select distinct source, ticket_id from core.broken_chain where field = 'sprint') as broken_ticket
        on broken_ticket.source = tag.source and broken_ticket.ticket_id = tag.ticket_id
    where tag.from_at <= core.as_of() and tag.from_at < span.ends_at and tag.to_at >= span.activated_at
),
open_state as (
    select ticket_number, from_at, to_at, owner, points
    from flow.owned_state
    where not is_done and ticket_number in (select ticket_number from stay)
),
-- An entry that puts a ticket into a sprint and closes it finds it open.
presence as (
    select
        stay.source,
        stay.sprint_id,
        stay.activated_at,
        stay.ticket_number,
        greatest(stay.from_at, state.from_at) as from_at,
        state.from_at as state_from_at,
        state.owner as team_id,
        state.points,
        stay.from_at < stay.activated_at and state.from_at < stay.activated_at
        and least(stay.to_at, state.to_at) >= stay.activated_at as is_committed
    from stay
    inner join open_state as state
        on state.ticket_number = stay.ticket_number
        and state.from_at < least(stay.to_at, stay.ends_at) and state.to_at >= stay.from_at
    where least(stay.to_at, state.to_at) >= stay.activated_at and not stay.is_unknown
),
entry as (
    select source, sprint_id, ticket_number, from_at, team_id, points, is_committed
    from presence
    qualify row_number() over (
            partition by source, sprint_id, ticket_number
            order by is_committed desc, from_at, state_from_at desc
        ) = 1
),
last_presence as (
    select source, sprint_id, ticket_number, points
    from presence
    qualify row_number() over (
            partition by source, sprint_id, ticket_number order by from_at desc, state_from_at desc
        ) = 1
),
ending as (
    select
        stay.source, stay.sprint_id, stay.ticket_number, close.closed_at, close.is_counted, close.points
    from stay
    inner join flow.close as close
        on close.ticket_number = stay.ticket_number
        and close.closed_at >= stay.activated_at and close.closed_at < stay.ends_at
        and close.closed_at >= stay.from_at and close.closed_at <= stay.to_at
        and (close.reopened_at is null or close.reopened_at >= stay.ends_at)
    qualify row_number() over (
            partition by stay.source, stay.sprint_id, stay.ticket_number
            order by close.closed_at desc, stay.from_at
        ) = 1
),
remaining as (
    select distinct source, sprint_id, ticket_number
    from stay
    where from_at < ends_at and to_at >= ends_at
)
select
    entry.source,
    entry.sprint_id,
    entry.ticket_number,
    entry.team_id,
    entry.is_committed,
    case when entry.is_committed then span.activated_at else entry.from_at end as entered_at,
    entry.points,
    case
        when ending.is_counted then 'completed'
        when ending.closed_at is not null then 'cancelled'
        when remaining.ticket_number is null then 'removed'
        else 'unfinished'
    end as outcome,
    ending.closed_at,
    case when ending.closed_at is not null then ending.points else last_presence.points end as last_points
from entry
inner join flow.sprint_span as span
    on span.source = entry.source and span.sprint_id = entry.sprint_id
inner join last_presence
    on last_presence.source = entry.source and last_presence.sprint_id = entry.sprint_id
    and last_presence.ticket_number = entry.ticket_number
left join ending
    on ending.source = entry.source and ending.sprint_id = entry.sprint_id
    and ending.ticket_number = entry.ticket_number
left join remaining
    on remaining.source = entry.source and remaining.sprint_id = entry.sprint_id
    and remaining.ticket_number = entry.ticket_number
union all
select distinct source, sprint_id, ticket_number, null, null, null, null, 'unknown', null, null
from stay
where is_unknown
