-- The epic of each ticket that has one: the container above it, or above the ticket that it is a part of.
-- One row per ticket with an epic.
-- key: ticket_number
with holder_of_many as (
    select ticket.source, ticket.ticket_id, ticket.ticket_number, ticket.key
    from core.ticket as ticket
    inner join core.ticket_type as type
        on type.source = ticket.source and type.type_id = ticket.type_id and type.hierarchy_level > 0
)
select
    ticket.ticket_number,
    coalesce(epic.ticket_number, epic_of_parent.ticket_number) as epic_number,
    coalesce(epic.key, epic_of_parent.key) as epic_key
from core.ticket as ticket
left join holder_of_many as epic on epic.source = ticket.source and epic.ticket_id = ticket.parent_id
left join core.ticket as parent on parent.source = ticket.source and parent.ticket_id = ticket.parent_id
left join holder_of_many as epic_of_parent
    on epic_of_parent.source = parent.source and epic_of_parent.ticket_id = parent.parent_id
where epic.ticket_number is not null or epic_of_parent.ticket_number is not null
