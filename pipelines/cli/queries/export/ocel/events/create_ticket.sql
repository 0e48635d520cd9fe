-- A ticket is created, and somebody has it first.
select
    format('create {}', exported_item.id) as id,
    ticket.created_at as time,
    list_filter(
        [
            { 'objectId': exported_item.id, 'qualifier': 'ticket' },
            { 'objectId': 'team ' || ticket.first_team, 'qualifier': 'owner' }
        ], lambda x: x."objectId" is not null
    ) as relationships
from work_item as ticket
inner join exported_item
    on exported_item.kind = 'ticket' and exported_item.source = ticket.source
    and exported_item.item_id = ticket.work_item_id
order by time, id
