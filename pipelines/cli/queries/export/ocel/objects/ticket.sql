-- Tickets, as they are at as_of, and the chain that each is part of.
select
    exported_item.id,
    case
        when root.id is not null then [{ 'objectId': root.id, 'qualifier': 'part of its chain' }]
        else []
    end as relationships,
    ticket.work_item_key as key,
    ticket.work_item_url as url,
    ticket.type,
    ticket.priority,
    ticket.project_key as project,
    ticket.epic_key as epic,
    ticket.state,
    ticket.requested_by
from work_item as ticket
inner join exported_item
    on exported_item.kind = 'ticket' and exported_item.source = ticket.source
    and exported_item.item_id = ticket.work_item_id
left join chain_item
    on chain_item.work_item_kind = 'ticket' and chain_item.work_item_source = ticket.source
    and chain_item.work_item_id = ticket.work_item_id and chain_item.depth > 0
left join exported_item as root
    on root.kind = 'ticket' and root.source = chain_item.source
    and root.item_id = chain_item.root_ticket_id
order by ticket.created_at, exported_item.id
