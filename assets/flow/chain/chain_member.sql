-- Chains: a ticket with all that it is blocked by. A blocker is no unit of its own; with two parents it belongs to the
-- first link's; a cycle is cut at its latest link. A member is critical if it closed last (or is not closed) of what
-- its parent waited for, up to the root. joined_at is since when it hangs there by its links: of a root always.
-- One row per ticket.
-- key: ticket_number
with recursive first_parent as (
    select blocker.blocker_number as ticket_number, blocker.ticket_number as parent_number, blocker.linked_at
    from core.blocker as blocker
    semi join
        (select * from core.ticket where is_counted) as parent
        on parent.ticket_number = blocker.ticket_number
    semi join
        (select * from core.ticket where is_counted) as child
        on child.ticket_number = blocker.blocker_number
    where blocker.unlinked_at > core.as_of() and blocker.ticket_number <> blocker.blocker_number
    qualify row_number()
            over (partition by blocker.blocker_number order by blocker.linked_at, blocker.ticket_number)
        = 1
),
ascent as (
    select ticket_number, parent_number, [ticket_number] as path, linked_at as latest_at
    from first_parent
    union all
    select
        ascent.ticket_number, up.parent_number, list_append(ascent.path, up.ticket_number),
        greatest(ascent.latest_at, up.linked_at)
    from ascent
    inner join first_parent as up on up.ticket_number = ascent.parent_number
    where not list_contains(ascent.path, up.ticket_number)
),
cycle_link as (
    select ticket_number, max(latest_at) as latest_at
    from ascent
    where parent_number = ticket_number
    group by ticket_number
),
parent as (
    select first_parent.*
    from first_parent
    left join cycle_link on cycle_link.ticket_number = first_parent.ticket_number
    where cycle_link.latest_at is null or first_parent.linked_at < cycle_link.latest_at
),
-- What was done where its history begins was not waited for since.
last_close as (
    select ticket_number, max(closed_at) filter (where reopened_at is null) as closed_at
    from flow.close
    group by ticket_number
    union all by name
    select ticket_number, '-infinity'::timestamp as closed_at
    from flow.undated_close
    anti join flow.close using (ticket_number)
),
branch as (
    select
        parent.*,
        row_number() over (
            partition by parent.parent_number
            order by
                coalesce(last_close.closed_at, 'infinity'::timestamp) desc,
                parent.linked_at,
                parent.ticket_number
        ) = 1 as is_last
    from parent
    left join last_close on last_close.ticket_number = parent.ticket_number
),
climb as (
    select
        ticket_number, ticket_number as root_number, 0 as depth, true as is_critical,
        '-infinity'::timestamp as joined_at
    from core.ticket
    where is_counted
    union all
    select
        climb.ticket_number, branch.parent_number, climb.depth + 1, climb.is_critical and branch.is_last,
        greatest(climb.joined_at, branch.linked_at)
    from climb
    inner join branch on branch.ticket_number = climb.root_number
)
select ticket_number, root_number, depth, is_critical, joined_at
from climb
qualify row_number() over (partition by ticket_number order by depth desc) = 1
