-- Handoffs: of which work item, from which team to which.
select
    format('handoff {}', handoff.handoff_id) as id,
    [
        { 'objectId': exported_item.id, 'qualifier': 'of' },
        { 'objectId': format('team {}', handoff.from_team), 'qualifier': 'giver' },
        { 'objectId': format('team {}', handoff.to_team), 'qualifier': 'receiver' }
    ] as relationships,
    handoff.kind,
    handoff.role,
    handoff.detectors,
    handoff.outcome
from handoff
inner join exported_item
    on exported_item.kind = handoff.work_item_kind and exported_item.source = handoff.source
    and exported_item.item_id = handoff.work_item_id
order by handoff.released_at, handoff.handoff_id
