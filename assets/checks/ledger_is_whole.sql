-- From its creation on a ticket has exactly one owner at any instant: no gaps, no overlaps.
-- asset: flow.owned_state
-- blocking: yes
with step as (
    select
        *,
        lead(from_at, 1, 'infinity'::timestamp) over (partition by ticket_number order by from_at) as next_at,
        row_number() over (partition by ticket_number order by from_at) as number
    from flow.owned_state
)
select ticket.source, ticket.ticket_id, step.from_at, step.to_at, step.next_at
from step
inner join core.ticket as ticket on ticket.ticket_number = step.ticket_number
where step.to_at <> step.next_at or step.to_at <= step.from_at
    or (step.number = 1 and step.from_at <> ticket.created_at)
