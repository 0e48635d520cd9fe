-- Pull requests, as they are at as_of, and the tickets that they are for.
with reason as (
    select
        link.source,
        link.pull_request_id,
        list({ 'objectId': ticket.id, 'qualifier': 'for' } order by ticket.id) as relationships
    from link
    inner join exported_item as ticket
        on ticket.kind = 'ticket' and ticket.source = link.ticket_source and ticket.item_id = link.ticket_id
    group by link.source, link.pull_request_id
)
select
    exported_item.id,
    coalesce(reason.relationships, []) as relationships,
    pull.pull_request_key as key,
    pull.pull_request_url as url,
    pull.state,
    pull.work_type,
    pull.size_bucket
from pull_request as pull
inner join exported_item
    on exported_item.kind = 'pull_request' and exported_item.source = pull.source
    and exported_item.item_id = pull.pull_request_id
left join reason on reason.source = pull.source and reason.pull_request_id = pull.pull_request_id
order by pull.created_at, exported_item.id
