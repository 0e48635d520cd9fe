-- A team, or somebody of it, is asked for a review.
select
    format('request review {} {}', exported_item.id, review.event_id) as id,
    review.requested_at as time,
    list_filter(
        [
            { 'objectId': exported_item.id, 'qualifier': 'pull request' },
            { 'objectId': 'team ' || review.from_team, 'qualifier': 'author' },
            { 'objectId': 'team ' || review.to_team, 'qualifier': 'reviewer' }
        ], lambda x: x."objectId" is not null
    ) as relationships,
    review.verdict
from review_request as review
inner join exported_item
    on exported_item.kind = 'pull_request' and exported_item.source = review.source
    and exported_item.item_id = review.pull_request_id
order by time, id
