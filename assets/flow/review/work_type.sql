-- What kind of work a pull request is, by the types of the tickets that it is surest to belong to: bug where one of them
-- is one, else feature. A pull request that belongs to no ticket of a known type has no row.
-- One row per pull request.
-- key: source, pull_request_id
select
    link.source,
    link.pull_request_id,
    case when bool_or(item.is_bug) then 'bug' else 'feature' end as work_type
from (
    select * from core.link
    qualify confidence = max(confidence) over (partition by source, pull_request_id)
) as link
inner join core.ticket as ticket
    on ticket.source = link.ticket_source and ticket.ticket_id = link.ticket_id
inner join flow.work_item as item on item.ticket_number = ticket.ticket_number
where ticket.type is not null
group by link.source, link.pull_request_id
