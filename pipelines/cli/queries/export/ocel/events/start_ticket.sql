-- A ticket is in a work status for the first time.
select
    format('start {}', exported_item.id) as id,
    ticket.first_work_at as time,
    [{ 'objectId': exported_item.id, 'qualifier': 'ticket' }] as relationships
from work_item as ticket
inner join exported_item
    on exported_item.kind = 'ticket' and exported_item.source = ticket.source
    and exported_item.item_id = ticket.work_item_id
where ticket.first_work_at is not null
order by time, id
