-- A ticket that was closed is open again.
with step as (
    select *, lag(is_closed) over (partition by source, ticket_id order by from_at) as was_closed
    from ownership
)
select
    format('reopen {} at {}', exported_item.id, step.from_at) as id,
    step.from_at as time,
    [
        { 'objectId': exported_item.id, 'qualifier': 'ticket' },
        { 'objectId': format('team {}', step.team_id), 'qualifier': 'owner' }
    ] as relationships
from step
inner join exported_item
    on exported_item.kind = 'ticket' and exported_item.source = step.source
    and exported_item.item_id = step.ticket_id
where step.was_closed and not step.is_closed
order by time, id
