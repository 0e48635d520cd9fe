-- Handoffs of the item: a ticket's story has those of the pull requests that name it.
with story_item (kind, source, id) as (
    select $kind, $source, $id
    union
    select 'pull_request', source, pull_request_id from link
    where $kind = 'ticket' and ticket_source = $source and ticket_id = $id
)
select handoff.*
from handoff
inner join story_item
    on story_item.kind = handoff.work_item_kind and story_item.source = handoff.source
    and story_item.id = handoff.work_item_id
order by handoff.released_at, handoff.handoff_id
