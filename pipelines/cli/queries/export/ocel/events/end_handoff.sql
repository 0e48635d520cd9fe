-- The wait of a handoff ends without its receiver: returned, forwarded, cancelled, closed by automation, dissolved.
select
    format('end handoff {}', handoff.handoff_id) as id,
    handoff.ended_at as time,
    [
        { 'objectId': format('handoff {}', handoff.handoff_id), 'qualifier': 'handoff' },
        { 'objectId': exported_item.id, 'qualifier': 'of' }
    ] as relationships,
    handoff.outcome
from handoff
inner join exported_item
    on exported_item.kind = handoff.work_item_kind and exported_item.source = handoff.source
    and exported_item.item_id = handoff.work_item_id
where handoff.ended_at is not null and handoff.outcome <> 'picked_up'
order by time, id
