-- Which ticket is blocked by which: from the histories of both, and from the links that stand today where history does
-- not tell (then from the younger one's creation on, and link_event_id is null). A link that came after as_of is left out,
-- and one that was removed after it stands. Half-open; unlinked_at is infinite while the link stands.
-- One row per pair.
-- key: source, ticket_id, blocker_id
with link_change as (
    select
        change.source,
        change.ticket_id as this_id,
        other.ticket_id as other_id,
        coalesce(change.to_text, change.from_text) like '%is blocked by%' as is_blocked,
        change.happened_at,
        change.change_id,
        change.to_id is not null as is_added
    from core.ticket_change as change
    inner join core.key_holder as other
        on other.source = change.source and other.key = coalesce(change.to_id, change.from_id)
    where
        change.field = 'link'
        and (
            coalesce(change.to_text, change.from_text) like '%is blocked by%'
            or coalesce(change.to_text, change.from_text) like '%blocks%'
        )
),
event as (
    select
        source,
        case when is_blocked then this_id else other_id end as ticket_id,
        case when is_blocked then other_id else this_id end as blocker_id,
        happened_at,
        change_id,
        is_added
    from link_change
),
pair as (
    select
        source,
        ticket_id,
        blocker_id,
        min(happened_at) filter (where is_added) as linked_at,
        arg_min(change_id, (happened_at, change_id)) filter (where is_added) as change_id,
        max(happened_at) filter (where not is_added) as removed_at,
        max(happened_at) filter (where is_added) as added_at
    from event
    where happened_at <= core.as_of()
    group by source, ticket_id, blocker_id
),
-- The first change after as_of tells what was before it: what is removed then stood, what is added did not.
later_change as (
    select source, ticket_id, blocker_id, arg_min(is_added, (happened_at, change_id)) as is_added
    from event
    where happened_at > core.as_of()
    group by source, ticket_id, blocker_id
),
standing_link as (
    select source, to_ticket_id as ticket_id, from_ticket_id as blocker_id
    from core.ticket_link
    where lower(kind) like 'block%'
    except
    select source, ticket_id, blocker_id from later_change where is_added
    union
    select source, ticket_id, blocker_id from later_change where not is_added
)
select
    coalesce(pair.source, standing_link.source) as source,
    coalesce(pair.ticket_id, standing_link.ticket_id) as ticket_id,
    coalesce(pair.blocker_id, standing_link.blocker_id) as blocker_id,
    blocked.ticket_number,
    blocker.ticket_number as blocker_number,
    coalesce(pair.linked_at, greatest(blocked.created_at, blocker.created_at)) as linked_at,
    case
        when pair.removed_at >= pair.added_at then pair.removed_at
        when pair.added_at is null and standing_link.source is null then pair.removed_at
        else 'infinity'::timestamp
    end as unlinked_at,
    pair.change_id as link_event_id
from pair
full join standing_link
    on standing_link.source = pair.source and standing_link.ticket_id = pair.ticket_id
    and standing_link.blocker_id = pair.blocker_id
inner join core.ticket as blocked
    on blocked.source = coalesce(pair.source, standing_link.source)
    and blocked.ticket_id = coalesce(pair.ticket_id, standing_link.ticket_id)
inner join core.ticket as blocker
    on blocker.source = coalesce(pair.source, standing_link.source)
    and blocker.ticket_id = coalesce(pair.blocker_id, standing_link.blocker_id)
where coalesce(pair.linked_at, greatest(blocked.created_at, blocker.created_at)) <= core.as_of()
