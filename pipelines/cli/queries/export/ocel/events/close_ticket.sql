-- A ticket is closed. The resolution is that of the close that stands.
with step as (
    select *, lag(is_closed) over (partition by source, ticket_id order by from_at) as was_closed
    from ownership
)
select
    format('close {} at {}', exported_item.id, step.from_at) as id,
    step.from_at as time,
    [
        { 'objectId': exported_item.id, 'qualifier': 'ticket' },
        { 'objectId': format('team {}', step.team_id), 'qualifier': 'owner' }
    ] as relationships,
    case when ticket.closed_at = step.from_at then ticket.resolution end as resolution
from step
inner join exported_item
    on exported_item.kind = 'ticket' and exported_item.source = step.source
    and exported_item.item_id = step.ticket_id
inner join work_item as ticket on ticket.source = step.source and ticket.work_item_id = step.ticket_id
where step.is_closed and not step.was_closed
order by time, id
