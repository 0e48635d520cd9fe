-- What each chain consists of: its tickets, from the root down over what blocked them, and the pull requests that name
-- them. A pull request can belong to several chains.
-- One row per chain and work item.
-- key: source, root_ticket_id, work_item_source, work_item_kind, work_item_id
-- column source: configured name of the source of the chain's root
-- column root_ticket_id: the chain, by its root ticket
-- column root_ticket_key: the root's key at as_of
-- column work_item_source: configured name of the source of the item
-- column work_item_kind: ticket or pull_request
-- column work_item_id: the vendor's immutable id of the item
-- column work_item_key: its key at as_of
-- column work_item_url: where to read it
-- column depth: 0 for the root, 1 for what blocks it, …; of a pull request that of its ticket
-- column is_critical: whether it is (or names) a ticket that closed last of what was waited for
-- column handoff_count: handoffs on the item itself
-- column grade: how far the row may be trusted: A (nothing speaks against it), B, C or D (half of it or more is doubtful); null where it rests on nothing
-- column doubts: the findings that touch it, by their kind in data_quality, sorted; empty where there are none
with member as (
    select member.*, root.source, root.ticket_id as root_id, root.key as root_key
    from flow.chain_member as member
    inner join core.ticket as root on root.ticket_number = member.root_number
),
item as (
    select
        member.source, member.root_id, member.root_key, ticket.source as item_source, 'ticket' as kind,
        ticket.ticket_id as item_id, ticket.key, ticket.url, member.depth, member.is_critical,
        trust.grade, trust.doubts
    from member
    inner join core.ticket as ticket on ticket.ticket_number = member.ticket_number
    inner join flow.item_trust as trust on trust.ticket_number = member.ticket_number
    union all
    select
        member.source, member.root_id, member.root_key, link.source, 'pull_request', link.pull_request_id,
        any_value(pull.key), any_value(pull.url), min(member.depth), bool_or(member.is_critical),
        any_value(trust.grade), any_value(trust.doubts)
    from member
    inner join core.ticket as ticket on ticket.ticket_number = member.ticket_number
    inner join core.link as link on link.ticket_source = ticket.source and link.ticket_id = ticket.ticket_id
    inner join core.pull_request as pull
        on pull.source = link.source and pull.pull_request_id = link.pull_request_id
    inner join flow.item_trust as trust
        on trust.work_item_kind = 'pull_request' and trust.source = link.source
        and trust.work_item_id = link.pull_request_id
    group by all
),
handoff_total as (
    select
        handoff.source,
        case when handoff.ticket_number is null then 'pull_request' else 'ticket' end as kind,
        coalesce(ticket.ticket_id, handoff.pull_request_id) as item_id,
        count(*)::bigint as handoff_count
    from flow.handoff as handoff
    left join core.ticket as ticket on ticket.ticket_number = handoff.ticket_number
    group by all
)
select
    item.source,
    item.root_id as root_ticket_id,
    item.root_key as root_ticket_key,
    item.item_source as work_item_source,
    item.kind as work_item_kind,
    item.item_id as work_item_id,
    item.key as work_item_key,
    item.url as work_item_url,
    item.depth,
    item.is_critical,
    coalesce(handoff_total.handoff_count, 0) as handoff_count,
    item.grade,
    item.doubts
from item
left join handoff_total
    on handoff_total.source = item.item_source
    and handoff_total.kind = item.kind
    and handoff_total.item_id = item.item_id
order by item.source, item.root_id, item.depth, item.kind desc, item.item_source, item.item_id
