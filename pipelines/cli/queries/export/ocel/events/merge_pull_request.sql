-- A pull request is merged, by a team that its author was in then.
select
    format('merge {}', exported_item.id) as id,
    pull.merged_at as time,
    list_filter(
        [
            { 'objectId': exported_item.id, 'qualifier': 'pull request' },
            { 'objectId': 'team ' || pull.team_id, 'qualifier': 'author' }
        ], lambda x: x."objectId" is not null
    ) as relationships
from pull_request as pull
inner join exported_item
    on exported_item.kind = 'pull_request' and exported_item.source = pull.source
    and exported_item.item_id = pull.pull_request_id
where pull.merged_at is not null
order by time, id
