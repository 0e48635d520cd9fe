-- Which pull request belongs to which ticket: the ticket's key, old or new, stands in the branch, title or commits.
-- A text that looks like a key but names no known ticket (UTF-8) links nothing.
-- One row per pull request and ticket.
-- key: source, pull_request_id, ticket_source, ticket_id
with mention as (
    select source, pull_request_id, unnest(ticket_keys) as m
    from core.pull_request
)
select
    mention.source,
    mention.pull_request_id,
    ticket.source as ticket_source,
    ticket.ticket_id,
    list_sort(list(distinct mention.m."in")) as found_in
from mention
inner join core.ticket_key as ticket on ticket.key = mention.m.key and ticket.is_newest
group by all
