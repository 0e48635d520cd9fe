-- Keys that a ticket has had: a move gives it a new one, and the old one still names it.
-- One row per ticket and key.
-- key: source, ticket_id, key
select source, ticket_id, key from core.ticket
union
select source, ticket_id, from_text
from core.ticket_change
where field = 'key' and from_text is not null
union
select source, ticket_id, to_text
from core.ticket_change
where field = 'key' and to_text is not null
