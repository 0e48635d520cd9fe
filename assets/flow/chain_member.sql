-- Chains: a ticket with all that it is blocked by. A blocker is no unit of its own; with two parents it belongs to the
-- first link's; a cycle is cut at its latest link. A member is critical if it closed last (or is not closed) of what
-- its parent waited for, up to the root.
-- One row per ticket.
-- key: source, ticket_id
with recursive first_parent as (
    select blocker.source, blocker.blocker_id as ticket_id, blocker.ticket_id as parent_id, blocker.linked_at
    from core.blocker as blocker
    semi join (select * from core.ticket where is_counted) as parent
        on parent.source = blocker.source and parent.ticket_id = blocker.ticket_id
    where blocker.unlinked_at > (select as_of from core.run) and blocker.ticket_id <> blocker.blocker_id
    qualify row_number() over (
        partition by blocker.source, blocker.blocker_id order by blocker.linked_at, blocker.ticket_id
    ) = 1
),
ascent as (
    select source, ticket_id, parent_id, [ticket_id] as path, linked_at as latest_at
    from first_parent
    union all
    select
        ascent.source, ascent.ticket_id, up.parent_id, list_append(ascent.path, up.ticket_id),
        greatest(ascent.latest_at, up.linked_at)
    from ascent
    inner join first_parent as up on up.source = ascent.source and up.ticket_id = ascent.parent_id
    where not list_contains(ascent.path, up.ticket_id)
),
cycle_link as (
    select source, ticket_id, max(latest_at) as latest_at
    from ascent
    where parent_id = ticket_id
    group by source, ticket_id
),
parent as (
    select first_parent.*
    from first_parent
    left join cycle_link
        on cycle_link.source = first_parent.source and cycle_link.ticket_id = first_parent.ticket_id
    where cycle_link.latest_at is null or first_parent.linked_at < cycle_link.latest_at
),
closing as (
    select source, ticket_id, max(closed_at) filter (where reopened_at is null) as closed_at
    from flow.close
    group by source, ticket_id
),
branch as (
    select
        parent.*,
        row_number() over (
            partition by parent.source, parent.parent_id
            order by coalesce(closing.closed_at, 'infinity'::timestamp) desc, parent.linked_at, parent.ticket_id
        ) = 1 as is_last
    from parent
    left join closing on closing.source = parent.source and closing.ticket_id = parent.ticket_id
),
climb as (
    select source, ticket_id, ticket_id as root_id, 0 as depth, true as is_critical
    from core.ticket
    where is_counted
    union all
    select climb.source, climb.ticket_id, branch.parent_id, climb.depth + 1, climb.is_critical and branch.is_last
    from climb
    inner join branch on branch.source = climb.source and branch.ticket_id = climb.root_id
)
select source, ticket_id, root_id, depth, is_critical
from climb
qualify row_number() over (partition by source, ticket_id order by depth desc) = 1
