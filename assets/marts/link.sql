-- Which pull request belongs to which ticket, where that is said, and how sure it is.
-- One row per pull request and ticket.
-- key: source, pull_request_id, ticket_source, ticket_id
-- column source: configured name of the GitHub host
-- column pull_request_id: the vendor's immutable id
-- column pull_request_key: such as northwind/app#101
-- column ticket_source: configured name of the ticket's source
-- column ticket_id: the vendor's immutable id
-- column ticket_key: its key at as_of
-- column found_in: where it is said: branch, title, commit, body, closing (merging closes it), ticket (it was told of it), …
-- column confidence: how sure the surest of these is, from 0 to 1
-- column is_dated: whether that was so at as_of: false where only texts say it that may have been written after it
select
    link.source,
    link.pull_request_id,
    pull.key as pull_request_key,
    link.ticket_source,
    link.ticket_id,
    ticket.key as ticket_key,
    array_to_string(link.found_in, ', ') as found_in,
    link.confidence,
    link.is_dated
from core.link as link
inner join core.pull_request as pull
    on pull.source = link.source and pull.pull_request_id = link.pull_request_id
inner join core.ticket as ticket on ticket.source = link.ticket_source and ticket.ticket_id = link.ticket_id
order by link.source, link.pull_request_id, link.ticket_source, link.ticket_id
