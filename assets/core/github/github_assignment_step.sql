-- Who was assigned to GitHub's issues or taken off them, and by whom: all of several at once, whom core.ticket_change does not tell.
-- One row per event.
-- view: core.assigned_stay
select
    source, ticket_id, assignee as account_id, happened_at, place, kind = 'AssignedEvent' as is_assigned,
    account_id as by_account
from core.github_issue_event
where kind in ('AssignedEvent', 'UnassignedEvent') and assignee is not null
