-- The receiver of a handoff works for the first time.
select
    format('start handoff {}', handoff.handoff_id) as id,
    handoff.started_at as time,
    [
        { 'objectId': format('handoff {}', handoff.handoff_id), 'qualifier': 'handoff' },
        { 'objectId': exported_item.id, 'qualifier': 'of' },
        { 'objectId': format('team {}', handoff.to_team), 'qualifier': 'receiver' }
    ] as relationships
from handoff
inner join exported_item
    on exported_item.kind = handoff.work_item_kind and exported_item.source = handoff.source
    and exported_item.item_id = handoff.work_item_id
where handoff.started_at is not null
order by time, id
