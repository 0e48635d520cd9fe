-- Where the work of machine learning comes from, step by step (flow.origin_link): every ticket before it within five
-- steps, by the shortest way, with the ticket that comes after it on that way. A user's report is where a way begins:
-- nothing before it is looked at. The fifth step only tells that the way is longer than the four that count.
-- One row per ticket and ticket before it; the ticket itself is at no distance.
-- key: ticket_number, ancestor_number
with recursive way as (
    select distinct ticket_number, ticket_number as ancestor_number, 0 as distance
    from flow.ml_item
    union
    select way.ticket_number, link.origin_number, way.distance + 1
    from way
    inner join flow.origin_link as link on link.ticket_number = way.ancestor_number
    anti join flow.user_report as report on report.ticket_number = way.ancestor_number
    where way.distance < 5
),
ancestor as (
    select ticket_number, ancestor_number, min(distance) as distance
    from way
    group by ticket_number, ancestor_number
),
next_ticket as (
    select
        ancestor.ticket_number, ancestor.ancestor_number, min(nearer.ancestor_number) as next_number
    from ancestor
    inner join flow.origin_link as link on link.origin_number = ancestor.ancestor_number
    inner join ancestor as nearer
        on nearer.ticket_number = ancestor.ticket_number
        and nearer.ancestor_number = link.ticket_number
        and nearer.distance = ancestor.distance - 1
    anti join flow.user_report as report on report.ticket_number = link.ticket_number
    group by ancestor.ticket_number, ancestor.ancestor_number
)
select ancestor.ticket_number, ancestor.ancestor_number, ancestor.distance, next_ticket.next_number
from ancestor
left join next_ticket
    on next_ticket.ticket_number = ancestor.ticket_number
    and next_ticket.ancestor_number = ancestor.ancestor_number
