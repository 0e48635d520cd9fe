-- Who opened each ticket and pull request: a human (a customer is one), an agent or a bot; null where nobody knows.
-- One row per ticket and pull request.
-- key: work_item_kind, source, work_item_id
select
    'ticket' as work_item_kind, ticket.source, ticket.ticket_id as work_item_id, ticket.ticket_number,
    case account.kind when 'customer' then 'human' else account.kind end as opened_by
from core.ticket as ticket
left join core.account as account
    on account.source = ticket.source and account.account_id = ticket.reporter
union all
select
    'pull_request', pull.source, pull.pull_request_id, null,
    case account.kind when 'customer' then 'human' else account.kind end
from core.pull_request as pull
left join core.account as account
    on account.source = pull.source and account.account_id = pull.author
