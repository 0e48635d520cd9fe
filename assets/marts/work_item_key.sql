-- What tickets and pull requests are called, and were called: a ticket that moved to another project keeps its old key.
-- One row per work item and key.
-- key: source, work_item_kind, work_item_id, key
-- column source: configured name of the Jira site or GitHub host
-- column key: such as DATA-17 or northwind/app#101
-- column work_item_kind: ticket or pull_request
-- column work_item_id: the vendor's immutable id
-- column work_item_key: its key at as_of
-- column work_item_url: where to read it
-- column is_current: false for a key that it no longer has
select
    alias.source,
    alias.key,
    'ticket' as work_item_kind,
    alias.ticket_id as work_item_id,
    ticket.key as work_item_key,
    ticket.url as work_item_url,
    alias.key = ticket.key as is_current
from core.ticket_key as alias
inner join core.ticket as ticket on ticket.source = alias.source and ticket.ticket_id = alias.ticket_id
union all
select source, key, 'pull_request', pull_request_id, key, url, true
from core.pull_request
order by all
