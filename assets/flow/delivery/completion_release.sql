-- How what teams completed came to users, anywhere, and in the product's surface alone (reach). shipped_at is the first release
-- of a pull request that was merged for it by an author who was in the team then; of what has none the first release of
-- others' that were merged for its chain since. A release is the deployment to production or, where none is told of, the
-- repository's next release; null where it is not known. later_handoff_count is the handoffs in its chain from the
-- completion to then, or to as_of. is_self_shipped is whether the team merged such a pull request and none came later.
-- One row per reach and standing completion; none for a surface that the organization file does not name.
-- key: reach, ticket_number
with linked_pull as (
    select
        link.source, link.pull_request_id, ticket.ticket_number,
        coalesce(member.root_number, ticket.ticket_number) as root_number
    from core.link as link
    inner join core.ticket as ticket
        on ticket.source = link.ticket_source and ticket.ticket_id = link.ticket_id
    left join flow.chain_member as member on member.ticket_number = ticket.ticket_number
),
next_release as (
    select pull.source, pull.pull_request_id, min(release.happened_at) as released_at
    from core.pull_request as pull
    inner join core.release as release
        on release.source = pull.source and release.repository_id = pull.repository_id
        and release.happened_at >= pull.merged_at
    group by pull.source, pull.pull_request_id
),
change as (
    select
        unnest(['anywhere', case when surface.source is not null then 'surface' end]) as reach,
        linked_pull.ticket_number,
        linked_pull.root_number,
        delivery.team_id,
        delivery.merged_at,
        case when delivery.is_observed then delivery.deployed_at else next_release.released_at end
            as shipped_at
    from linked_pull
    inner join flow.pull_request_delivery as delivery
        on delivery.source = linked_pull.source and delivery.pull_request_id = linked_pull.pull_request_id
    left join flow.surface_repository as surface
        on surface.source = delivery.source and surface.repository_id = delivery.repository_id
    left join next_release
        on next_release.source = delivery.source
        and next_release.pull_request_id = delivery.pull_request_id
),
done_item as (
    select
        reach.reach, done.ticket_number, done.team_id, done.completed_at,
        coalesce(member.root_number, done.ticket_number) as root_number
    from flow.completion as done
    cross join (
        select 'anywhere' as reach
        union all
        select 'surface' where exists (select * from flow.surface_repository)
    ) as reach
    left join flow.chain_member as member on member.ticket_number = done.ticket_number
),
own_change as (
    select done_item.reach, done_item.ticket_number, min(change.shipped_at) as shipped_at
    from done_item
    inner join change
        on change.reach = done_item.reach and change.ticket_number = done_item.ticket_number
        and change.team_id = done_item.team_id
    group by done_item.reach, done_item.ticket_number
),
later_change as (
    select done_item.reach, done_item.ticket_number, min(change.shipped_at) as shipped_at
    from done_item
    inner join change
        on change.reach = done_item.reach and change.root_number = done_item.root_number
        and change.merged_at >= done_item.completed_at
    group by done_item.reach, done_item.ticket_number
),
shipment as (
    select
        done_item.*,
        own_change.ticket_number is not null as has_own_change,
        case when has_own_change then own_change.shipped_at else later_change.shipped_at end as shipped_at
    from done_item
    left join own_change
        on own_change.reach = done_item.reach and own_change.ticket_number = done_item.ticket_number
    left join later_change
        on later_change.reach = done_item.reach and later_change.ticket_number = done_item.ticket_number
),
pull_root as (
    select distinct source, pull_request_id, root_number
    from linked_pull
),
chain_handoff as (
    select
        coalesce(pull_root.root_number, member.root_number, handoff.ticket_number) as root_number,
        handoff.released_at
    from flow.handoff as handoff
    left join pull_root
        on pull_root.source = handoff.source and pull_root.pull_request_id = handoff.pull_request_id
    left join flow.chain_member as member on member.ticket_number = handoff.ticket_number
),
later_handoff as (
    select shipment.reach, shipment.ticket_number, count(*) as handoff_count
    from shipment
    inner join chain_handoff
        on chain_handoff.root_number = shipment.root_number
        and chain_handoff.released_at >= shipment.completed_at
        and chain_handoff.released_at < coalesce(shipment.shipped_at, 'infinity'::timestamp)
    group by shipment.reach, shipment.ticket_number
)
select
    shipment.reach,
    shipment.ticket_number,
    shipment.team_id,
    shipment.completed_at,
    shipment.shipped_at,
    coalesce(later_handoff.handoff_count, 0)::integer as later_handoff_count,
    shipment.has_own_change and later_handoff_count = 0 as is_self_shipped
from shipment
left join later_handoff
    on later_handoff.reach = shipment.reach and later_handoff.ticket_number = shipment.ticket_number
