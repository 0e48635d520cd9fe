-- Who asked for a ticket: the reporter's team at creation; customer where a customer reported it, whoever passes it on;
-- for a reporter without a team (a bot, a service desk) the owner of what it blocked from the start.
-- One row per ticket.
-- key: ticket_number
with reporter as (
    select
        ticket.ticket_number,
        ticket.created_at,
        reporter_team.team_id,
        ticket.is_request or coalesce(account.kind = 'customer', false) as is_customer
    from core.ticket as ticket
    left join core.account as account
        on account.source = ticket.source and account.account_id = ticket.reporter
    inner join flow.reporter_team as reporter_team on reporter_team.ticket_number = ticket.ticket_number
),
blocked_owner as (
    select
        reporter.ticket_number,
        arg_min(owned.owner, blocker.linked_at) as owner
    from reporter
    inner join core.blocker as blocker
        on blocker.blocker_number = reporter.ticket_number
        and blocker.link_event_id is not null
        and blocker.linked_at <= reporter.created_at + interval 1 day
    inner join flow.ownership_interval as owned
        on owned.ticket_number = blocker.ticket_number and owned.from_at <= blocker.linked_at
        and owned.to_at > blocker.linked_at
    inner join core.team as team on team.team_id = owned.owner and not team.is_pseudo
    where reporter.team_id is null
    group by reporter.ticket_number
)
select
    reporter.ticket_number,
    reporter.is_customer,
    case
        when reporter.is_customer then core.customer() else coalesce(reporter.team_id, blocked_owner.owner)
    end as team_id
from reporter
left join blocked_owner on blocked_owner.ticket_number = reporter.ticket_number
