-- What a pull request brought is in production.
select
    format('deploy {}', exported_item.id) as id,
    pull.deployed_at as time,
    [{ 'objectId': exported_item.id, 'qualifier': 'pull request' }] as relationships
from pull_request as pull
inner join exported_item
    on exported_item.kind = 'pull_request' and exported_item.source = pull.source
    and exported_item.item_id = pull.pull_request_id
where pull.deployed_at is not null
order by time, id
