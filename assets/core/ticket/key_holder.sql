-- Which tickets a key in a history may mean: all keys that tickets have had, those of after as_of too, since what came after
-- as_of tells what was there before.
-- One row per source, key and ticket.
-- key: source, key, ticket_id
select source, key, ticket_id from core.ticket_key
union
select source, key, ticket_id from core.latest_ticket
union
select source, to_text, ticket_id from core.ticket_change
where field = 'key' and to_text is not null and happened_at > core.as_of()
