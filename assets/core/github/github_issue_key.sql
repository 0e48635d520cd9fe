-- The key that each landed issue of GitHub goes by now: its repository and number, or those of the ticket that it became.
-- One row per landed issue.
-- key: source, issue_id
select
    issue.source,
    issue.issue_id,
    issue.ticket_id,
    repository.name || '#' || ticket.number as key
from core.github_issue as issue
inner join core.github_issue as ticket
    on ticket.source = issue.source and ticket.issue_id = issue.ticket_id
left join core.repository as repository
    on repository.source = ticket.source and repository.repository_id = ticket.repository_id
