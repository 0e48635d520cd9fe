-- Chains from the creation of their root to its standing close, or to as_of (of a gone root: the last look). A root that
-- was closed with a resolution that does not count is cancelled. ended_at is null where nobody knows when it was closed.
-- is_observed is false of one that began before the history of all sources is complete: waits of then are not known.
-- One row per chain.
-- key: root_number
select
    item.ticket_number as root_number,
    ticket.created_at,
    item.closed_at,
    item.state,
    item.ended_at,
    ticket.created_at >= (select max(history_from) from core.source) as is_observed
from flow.work_item as item
inner join core.ticket as ticket on ticket.ticket_number = item.ticket_number
inner join flow.chain_member as member on member.ticket_number = item.ticket_number and member.depth = 0
