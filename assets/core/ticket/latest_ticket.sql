-- Tickets that were there at as_of, as they are now, or as they were when last seen: where histories end, and what their
-- folds begin with. What a ticket was at as_of, core.ticket says.
-- last_seen_at is the last look that found it: the walk before the one that missed it, or else the scope's last whole walk.
-- One row per ticket.
-- key: source, ticket_id
with every_ticket as (
    select * from core.jira_ticket
    union all by name
    select * from core.github_ticket
)
select * from every_ticket
where created_at <= core.as_of()
