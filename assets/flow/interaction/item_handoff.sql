-- Observed handoffs between teams with the work item that each is about: the ticket; of a review the tickets of the pull
-- request, or the pull request that belongs to none. is_ask tells those that ask for something from those that give it
-- back: deliveries, bounces, and transfers to a team that has had the ball before. The quarter is that of the release by the
-- clocks of the organization's time zone; null before the first week of which the history of every source is complete.
-- One row per handoff and work item.
-- key: handoff_number, item_number
select
    handoff.handoff_number,
    coalesce(handoff.ticket_number, ticket.ticket_number, lone_pull_request.item_number) as item_number,
    handoff.from_team,
    handoff.to_team,
    handoff.kind,
    handoff.role,
    handoff.released_at,
    date_trunc('quarter', day.day_on)::date as quarter_starts_on,
    handoff.outcome,
    handoff.elapsed_hours,
    handoff.kind in ('request', 'dependency', 'review')
    or (handoff.kind in ('transfer', 'transfer_via_triage') and handoff.role in ('first', 'resend')) as is_ask
from flow.handoff as handoff
left join core.link as link
    on link.source = handoff.source and link.pull_request_id = handoff.pull_request_id
left join core.ticket as ticket
    on ticket.source = link.ticket_source and ticket.ticket_id = link.ticket_id
left join flow.lone_pull_request as lone_pull_request
    on lone_pull_request.source = handoff.source
    and lone_pull_request.pull_request_id = handoff.pull_request_id
left join core.day as day
    on day.day_on = core.local_time(handoff.released_at)::date and day.is_observed
where handoff.is_observed and handoff.to_team is not null
