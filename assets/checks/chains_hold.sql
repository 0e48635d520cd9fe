-- Each change of a ticket starts from what the one before it left, and the last one left what it has.
-- asset: core.broken_chain
-- blocking: no
select field, kind, count(distinct row(source, ticket_id)) as tickets, min(ticket_id) as first_ticket_id
from core.broken_chain
group by field, kind
order by tickets desc, field, kind
