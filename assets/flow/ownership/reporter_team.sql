-- Who reported a ticket, and the team that they were in when it was created, with when that team ends; null where they
-- are no human that the organization file knows, or were in no team.
-- One row per ticket.
-- key: ticket_number
select ticket.ticket_number, account.person_id, member.team_id, team.to_at as ends_at
from core.ticket as ticket
left join core.account as account
    on account.source = ticket.source and account.account_id = ticket.reporter and account.kind = 'human'
left join core.account_team as member
    on member.source = ticket.source and member.account_id = ticket.reporter and member.kind = 'human'
    and ticket.created_at >= member.from_at and ticket.created_at < member.to_at
left join core.team as team on team.team_id = member.team_id
