-- Reviews asked for on the item: a ticket's story has those of the pull requests that name it.
with story_item (kind, source, id) as (
    select $kind, $source, $id
    union
    select 'pull_request', source, pull_request_id from link
    where $kind = 'ticket' and ticket_source = $source and ticket_id = $id
)
select request.*
from review_request as request
inner join story_item
    on story_item.kind = 'pull_request' and story_item.source = request.source
    and story_item.id = request.pull_request_id
order by request.requested_at, request.event_id
