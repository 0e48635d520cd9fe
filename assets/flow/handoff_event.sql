-- Handoffs before their clocks are read: passages of tickets (D1 to D5) and cross-team reviews (D6) in one form, with the
-- chain they belong to. seen_until is as_of, or the last look at a ticket that is gone; named_assignee_at is when
-- somebody of the receiving team was first made assignee, from routing on and before the end; acknowledged_at when the
-- receiving team did so itself, which shows that it knows, and is no touch.
-- One row per handoff.
-- key: handoff_id
with named as (
    select
        passage.source, passage.ticket_id, passage.kind, passage.released_at, passage.release_event_id,
        min(change.happened_at) as named_assignee_at,
        min(change.happened_at) filter (where by_member.team_id = passage.to_team) as acknowledged_at
    from flow.passage_outcome as passage
    inner join core.ticket_change as change
        on change.source = passage.source and change.ticket_id = passage.ticket_id and change.field = 'assignee'
        and change.happened_at >= passage.routed_at
        and change.happened_at <= coalesce(passage.ended_at, 'infinity'::timestamp)
    inner join core.account as account
        on account.source = change.source and account.account_id = change.to_id
    inner join core.team_member as member
        on member.person_id = account.person_id and member.team_id = passage.to_team
        and change.happened_at >= member.from_at and change.happened_at < member.to_at
    left join core.account as by_account
        on by_account.source = change.source and by_account.account_id = change.account_id
        and by_account.kind = 'human'
    left join core.team_member as by_member
        on by_member.person_id = by_account.person_id
        and change.happened_at >= by_member.from_at and change.happened_at < by_member.to_at
    group by all
),
review_chain as (
    select
        link.source, link.pull_request_id,
        arg_min(member.root_id, (ticket.created_at, ticket.ticket_id)) as root_id,
        arg_min(ticket.source, (ticket.created_at, ticket.ticket_id)) as root_source
    from core.link as link
    inner join core.ticket as ticket on ticket.source = link.ticket_source and ticket.ticket_id = link.ticket_id
    inner join flow.chain_member as member
        on member.source = ticket.source and member.ticket_id = ticket.ticket_id
    group by all
)
select
    passage.source || ':ticket:' || passage.ticket_id || ':' || passage.release_event_id
    || case when passage.kind = 'dependency' then ':dependency' else '' end as handoff_id,
    passage.source,
    'ticket' as work_item_kind,
    passage.ticket_id as work_item_id,
    ticket.key as work_item_key,
    ticket.url as work_item_url,
    passage.source as chain_source,
    member.root_id as chain_ticket_id,
    passage.detector,
    passage.detectors,
    passage.kind,
    role.role,
    passage.from_team,
    passage.to_team,
    passage.released_at,
    passage.routed_at,
    named.named_assignee_at,
    named.acknowledged_at,
    passage.touched_at,
    passage.started_at,
    passage.ended_at,
    passage.outcome,
    passage.start_ended_at,
    passage.start_outcome,
    passage.is_not_waiting,
    passage.via_ticket_id,
    case when ticket.gone_at is not null then ticket.last_seen_at else run.as_of end as seen_until,
    passage.release_event_id,
    passage.routed_event_id,
    passage.touch_event_id,
    passage.start_event_id
from flow.passage_outcome as passage
inner join core.ticket as ticket on ticket.source = passage.source and ticket.ticket_id = passage.ticket_id
inner join flow.chain_member as member
    on member.source = passage.source and member.ticket_id = passage.ticket_id
inner join flow.passage_role as role
    on role.source = passage.source and role.ticket_id = passage.ticket_id and role.kind = passage.kind
    and role.released_at = passage.released_at and role.release_event_id = passage.release_event_id
left join named
    on named.source = passage.source and named.ticket_id = passage.ticket_id and named.kind = passage.kind
    and named.released_at = passage.released_at and named.release_event_id = passage.release_event_id
cross join core.run as run
union all
select
    review.source || ':pull_request:' || review.pull_request_id || ':' || review.release_event_id || ':'
    || review.to_team,
    review.source,
    'pull_request',
    review.pull_request_id,
    pull.key,
    pull.url,
    review_chain.root_source,
    review_chain.root_id,
    review.detector,
    [review.detector],
    review.kind,
    review.role,
    review.from_team,
    review.to_team,
    review.released_at,
    review.released_at,
    null,
    null,
    review.touched_at,
    review.touched_at,
    review.ended_at,
    review.outcome,
    review.ended_at,
    case review.outcome
        when 'picked_up' then 'started'
        when 'returned_unpicked' then 'returned_unstarted'
        else review.outcome
    end,
    false,
    null,
    run.as_of,
    review.release_event_id,
    review.release_event_id,
    review.touch_event_id,
    review.touch_event_id
from flow.review_request as review
inner join core.pull_request as pull
    on pull.source = review.source and pull.pull_request_id = review.pull_request_id
left join review_chain
    on review_chain.source = review.source and review_chain.pull_request_id = review.pull_request_id
cross join core.run as run
cross join core.organization as o
where list_contains(o.detectors, review.detector)
