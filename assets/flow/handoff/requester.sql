-- Who asked for a ticket: the reporter's team at creation; customer where a customer reported it, whoever passes it on;
-- for a reporter without a team (a bot, a service desk) the owner of what it blocked from the start.
-- One row per ticket.
-- key: ticket_no
with reporter as (
    select
        ticket.ticket_no,
        ticket.created_at,
        member.team_id,
        ticket.is_request or coalesce(account.kind = 'customer', false) as is_customer
    from core.ticket as ticket
    left join core.account as account
        on account.source = ticket.source and account.account_id = ticket.reporter
    left join core.team_member as member
        on member.person_id = case when account.kind = 'human' then account.person_id end
        and ticket.created_at >= member.from_at and ticket.created_at < member.to_at
),
blocked as (
    select
        reporter.ticket_no,
        arg_min(turn.owner, blocker.linked_at) as owner
    from reporter
    inner join core.blocker as blocker
        on blocker.blocker_no = reporter.ticket_no
        and blocker.linked_at <= reporter.created_at + interval 1 day
    inner join flow.turn as turn
        on turn.ticket_no = blocker.ticket_no and turn.from_at <= blocker.linked_at
        and coalesce(turn.to_at, 'infinity'::timestamp) > blocker.linked_at
    inner join core.team as team on team.team_id = turn.owner and not team.is_pseudo
    where reporter.team_id is null
    group by reporter.ticket_no
)
select
    reporter.ticket_no,
    reporter.is_customer,
    case when reporter.is_customer then 'CUSTOMER' else coalesce(reporter.team_id, blocked.owner) end as team_id
from reporter
left join blocked on blocked.ticket_no = reporter.ticket_no
