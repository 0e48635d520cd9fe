-- Another team has a ticket, or nobody, while it is open: by a handoff or by what else the verdict says.
with step as (
    select
        *,
        lag(team_id) over stays as team_before,
        lag(is_closed) over stays as was_closed
    from ownership
    window stays as (partition by source, ticket_id order by from_at)
)
select
    format('change owner of {} at {}', exported_item.id, step.from_at) as id,
    step.from_at as time,
    [
        { 'objectId': exported_item.id, 'qualifier': 'ticket' },
        { 'objectId': format('team {}', step.team_before), 'qualifier': 'owner before' },
        { 'objectId': format('team {}', step.team_id), 'qualifier': 'owner' }
    ] as relationships,
    step.verdict,
    step.rung
from step
inner join exported_item
    on exported_item.kind = 'ticket' and exported_item.source = step.source
    and exported_item.item_id = step.ticket_id
where step.team_before <> step.team_id and not step.is_closed and not step.was_closed
order by time, id
