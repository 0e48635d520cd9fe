-- The giver releases a work item to another team.
select
    format('release handoff {}', handoff.handoff_id) as id,
    handoff.released_at as time,
    [
        { 'objectId': format('handoff {}', handoff.handoff_id), 'qualifier': 'handoff' },
        { 'objectId': exported_item.id, 'qualifier': 'of' },
        { 'objectId': format('team {}', handoff.from_team), 'qualifier': 'giver' }
    ] as relationships
from handoff
inner join exported_item
    on exported_item.kind = handoff.work_item_kind and exported_item.source = handoff.source
    and exported_item.item_id = handoff.work_item_id
where handoff.released_at is not null
order by time, id
