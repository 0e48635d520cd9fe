-- Where each ticket of machine learning comes from: the nearest user's report within four steps (customer or support), or
-- else who asked for the ticket at which its way begins: another team (product), a shared platform (platform) or a team
-- of kind ml (self). Unknown where nobody is known to have asked, or the way is longer. Of several beginnings the
-- oldest counts, and of a circle its oldest ticket.
-- One row per ticket.
-- key: ticket_number
with beginning as (
    select
        ancestor.ticket_number,
        arg_min(
            struct_pack(ticket_number := ancestor.ancestor_number, origin := report.origin),
            (ancestor.distance, ancestor.ancestor_number)
        ) filter (where report.ticket_number is not null and ancestor.distance <= 4) as report,
        min(ancestor.ancestor_number) filter (where onward.ticket_number is null and ancestor.distance <= 4)
            as root_number,
        min(ancestor.ancestor_number) as oldest_number,
        max(ancestor.distance) > 4 as is_longer
    from flow.ml_ancestor as ancestor
    left join flow.user_report as report on report.ticket_number = ancestor.ancestor_number
    left join (select distinct ticket_number from flow.origin_link) as onward
        on onward.ticket_number = ancestor.ancestor_number
    group by ancestor.ticket_number
),
root as (
    select
        ticket_number,
        report.origin as reported_by,
        coalesce(report.ticket_number, root_number, case when not is_longer then oldest_number end)
            as root_number
    from beginning
)
select
    root.ticket_number,
    root.root_number,
    case
        when root.reported_by is not null then root.reported_by
        when team.kind = 'ml' then 'self'
        when team.is_platform_shared or team.kind = 'platform' then 'platform'
        when team.team_id is not null then 'product'
        else 'unknown'
    end as origin
from root
left join flow.requester as requester on requester.ticket_number = root.root_number
left join core.team as team on team.team_id = requester.team_id and not team.is_pseudo
