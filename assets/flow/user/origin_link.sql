-- One step towards where work comes from: from a ticket to what waits for it, to what it is a clone of, to what
-- caused it, to what holds it (its parent), and to what it relates to, if that is older.
-- One row per ticket and ticket before it.
-- key: ticket_number, origin_number
with link_pair as (
    select
        from_ticket.ticket_number as from_number,
        to_ticket.ticket_number as to_number,
        case
            when lower(link.kind) like '%clone%' or lower(link.outward) like '%clone%' then 'clone'
            when lower(link.outward) like '%cause%' or lower(link.inward) like '%caused by%' then 'cause'
            when lower(link.kind) like 'relat%' or lower(link.outward) like 'relate%' then 'relation'
        end as says
    from core.ticket_link as link
    inner join core.ticket as from_ticket
        on from_ticket.source = link.source and from_ticket.ticket_id = link.from_ticket_id
    inner join core.ticket as to_ticket
        on to_ticket.source = link.source and to_ticket.ticket_id = link.to_ticket_id
    where not link.is_gone
),
step as (
    select blocker_number as ticket_number, ticket_number as origin_number
    from core.blocker
    where unlinked_at > core.as_of()
    union
    select from_number, to_number from link_pair where says = 'clone'
    union
    select to_number, from_number from link_pair where says = 'cause'
    union
    -- Tickets are numbered in the order of their creation.
    select greatest(from_number, to_number), least(from_number, to_number)
    from link_pair
    where says = 'relation'
    union
    select ticket.ticket_number, parent.ticket_number
    from core.ticket as ticket
    inner join core.ticket as parent
        on parent.source = ticket.source and parent.ticket_id = ticket.parent_id
)
select ticket_number, origin_number
from step
where ticket_number <> origin_number
