-- A desk's tickets in the columns of core.latest_ticket.
-- One row per ticket.
-- view: core.latest_ticket
with last_change as (
    select source, ticket_id, field, last(to_id order by happened_at, change_id) as value_id
    from core.desk_ticket_change
    group by all
)
select
    ticket.source,
    ticket.id as ticket_id,
    ticket.payload ->> 'key' as key,
    'desk:' || ticket.id as url,
    'Task' as type,
    false as is_subtask,
    true as is_counted,
    ticket.payload ->> 'project' as project_id,
    ticket.payload ->> 'project' as project_key,
    coalesce(status.value_id, ticket.payload ->> 'status') as status_id,
    case when status.value_id = 'closed' then 'Done' end as resolution,
    coalesce(assignee.value_id, nullif(ticket.payload ->> 'assignee', '')) as assignee,
    ticket.payload ->> 'author' as reporter,
    false as is_request,
    false as is_flagged,
    core.instant(ticket.payload ->> 'at') as created_at,
    core.instant(ticket.payload ->> 'at') as updated_at,
    ticket.first_seen_at,
    ticket.changed_at as last_seen_at,
    ticket.gone_at,
    []::struct(id varchar, name varchar)[] as components,
    []::varchar[] as labels
from raw.desk_ticket as ticket
left join last_change as status
    on status.source = ticket.source and status.ticket_id = ticket.id and status.field = 'status'
left join last_change as assignee
    on assignee.source = ticket.source and assignee.ticket_id = ticket.id and assignee.field = 'assignee'
