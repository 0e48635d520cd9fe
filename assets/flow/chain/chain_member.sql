-- Chains: a ticket with all that it is blocked by. A blocker is no unit of its own; with two parents it belongs to the
-- first link's; a cycle is cut at its latest link. A member is critical if it closed last (or is not closed) of what
-- its parent waited for, up to the root.
-- One row per ticket.
-- key: ticket_no
with recursive first_parent as (
    select blocker.blocker_no as ticket_no, blocker.ticket_no as parent_no, blocker.linked_at
    from core.blocker as blocker
    semi join (select * from core.ticket where is_counted) as parent on parent.ticket_no = blocker.ticket_no
    where blocker.unlinked_at > (select as_of from core.run) and blocker.ticket_no <> blocker.blocker_no
    qualify row_number() over (partition by blocker.blocker_no order by blocker.linked_at, blocker.ticket_no) = 1
),
ascent as (
    select ticket_no, parent_no, [ticket_no] as path, linked_at as latest_at
    from first_parent
    union all
    select
        ascent.ticket_no, up.parent_no, list_append(ascent.path, up.ticket_no),
        greatest(ascent.latest_at, up.linked_at)
    from ascent
    inner join first_parent as up on up.ticket_no = ascent.parent_no
    where not list_contains(ascent.path, up.ticket_no)
),
cycle_link as (
    select ticket_no, max(latest_at) as latest_at
    from ascent
    where parent_no = ticket_no
    group by ticket_no
),
parent as (
    select first_parent.*
    from first_parent
    left join cycle_link on cycle_link.ticket_no = first_parent.ticket_no
    where cycle_link.latest_at is null or first_parent.linked_at < cycle_link.latest_at
),
closing as (
    select ticket_no, max(closed_at) filter (where reopened_at is null) as closed_at
    from flow.close
    group by ticket_no
),
branch as (
    select
        parent.*,
        row_number() over (
            partition by parent.parent_no
            order by coalesce(closing.closed_at, 'infinity'::timestamp) desc, parent.linked_at, parent.ticket_no
        ) = 1 as is_last
    from parent
    left join closing on closing.ticket_no = parent.ticket_no
),
climb as (
    select ticket_no, ticket_no as root_no, 0 as depth, true as is_critical
    from core.ticket
    where is_counted
    union all
    select climb.ticket_no, branch.parent_no, climb.depth + 1, climb.is_critical and branch.is_last
    from climb
    inner join branch on branch.ticket_no = climb.root_no
)
select ticket_no, root_no, depth, is_critical
from climb
qualify row_number() over (partition by ticket_no order by depth desc) = 1
