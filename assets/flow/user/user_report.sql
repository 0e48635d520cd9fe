-- Tickets by which a user speaks: customer where a customer reported it, support where it was created in what the
-- organization file calls user_facing (a project or repository), or ever had one of its components or labels.
-- One row per such ticket.
-- key: ticket_number
with facing_tag as (
    select distinct tag.ticket_number
    from core.ticket_tag as tag
    cross join core.organization as o
    where tag.from_at <= core.as_of()
        and (
            (tag.kind = 'component' and list_contains(o.facing_components, tag.value))
            or (tag.kind = 'label' and list_contains(o.facing_labels, tag.value))
        )
)
select
    ticket.ticket_number,
    case when requester.is_customer then 'customer' else 'support' end as origin
from core.ticket as ticket
cross join core.organization as o
inner join flow.requester as requester on requester.ticket_number = ticket.ticket_number
inner join (select * from core.ticket_state where change_id is null) as first_state
    on first_state.ticket_number = ticket.ticket_number
left join facing_tag on facing_tag.ticket_number = ticket.ticket_number
where not ticket.is_deleted
    and (
        requester.is_customer
        or facing_tag.ticket_number is not null
        or coalesce(list_contains(o.facing_projects, first_state.project_word), false)
    )
