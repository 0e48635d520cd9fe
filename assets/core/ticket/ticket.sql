-- Tickets that were there at as_of, as they are now, or as they were when last seen. Keys are attributes: a ticket is its
-- numeric id. One that was found gone after as_of was still there. is_deleted is whether the source, asked
-- for it by its id, did not know it; what it hides, archived or could not be asked about is not known to be deleted.
-- last_seen_at is the last look that found it: the walk before the one that missed it, or else the scope's last whole walk.
-- ticket_number is the ticket's number in this warehouse and this run, in the order of creation, those that are gone last: flow
-- joins and sorts by it, which is much faster than by source and id. What is published names tickets by source and id.
-- One row per ticket.
-- key: source, ticket_id
with latest_ticket as (
    select * from core.jira_ticket
    union all by name
    select * from core.github_ticket
),
every_ticket as (
    select
        * replace (
            case when gone_at <= core.as_of() then gone_at end as gone_at,
            least(last_seen_at, core.as_of()) as last_seen_at
        ),
        coalesce(gone_at <= core.as_of() and gone_reason = 'missing', false) as is_deleted
    from latest_ticket
    where created_at <= core.as_of()
)
select
    row_number() over (order by gone_at is not null, created_at, source, ticket_id)::integer as ticket_number,
    every_ticket.*
from every_ticket
