-- The newest histories that contradict themselves.
select
    broken.source, ticket.key as ticket, broken.field, broken.kind,
    strftime(broken.happened_at, '%Y-%m-%d %H:%M') as "at (UTC)",
    broken.left_value as "was left as", broken.found_value as "was found as"
from core.broken_chain as broken
inner join core.ticket as ticket using (source, ticket_id)
order by broken.happened_at desc nulls first, ticket, broken.chain
limit 20
