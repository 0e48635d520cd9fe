-- Values of the Team field that no team claims, on tickets that are there.
-- One row per source and value.
-- key: source, team_value
select ticket.source, ticket.team_value, count(*) as ticket_count
from core.ticket as ticket
where ticket.gone_at is null and ticket.team_value is not null
    and not exists (
        select 1 from core.team_claim as claim
        where claim.kind = 'team_value' and claim.value in (ticket.team_value, ticket.team_value_id)
    )
    and not exists (
        select 1 from core.named_thing as named
        where named.source = ticket.source and named.kind = 'team_value'
            and named.thing_id = ticket.team_value_id and named.file_name is not null
    )
group by ticket.source, ticket.team_value
