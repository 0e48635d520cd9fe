-- Labels that a transfer took away from GitHub's issues without a word, since the new repository does not have them: those
-- that were given last before it, and are not shown.
-- One row per issue and label.
-- key: source, ticket_id, name
with shown_label as (
    -- A page of labels has twenty: of a full one, nobody can say what is not on it.
    select source, id as ticket_id, from_json(payload -> '$.labels.nodes[*].name', '["VARCHAR"]') as names
    from raw.github_issue
)
select
    last_label.source, last_label.ticket_id, last_label.name,
    min(transfer.place) as place,
    arg_min(transfer.change_id, transfer.place) as change_id,
    arg_min(transfer.happened_at, transfer.place) as happened_at,
    arg_min(transfer.account_id, transfer.place) as account_id
from (
    select source, ticket_id, name, max(place) as place, max_by(kind, place) as kind
    from core.github_issue_event
    where kind in ('LabeledEvent', 'UnlabeledEvent')
    group by source, ticket_id, name
) as last_label
inner join core.github_issue_event as transfer
    on transfer.source = last_label.source and transfer.ticket_id = last_label.ticket_id
    and transfer.kind = 'TransferredEvent' and transfer.place > last_label.place
inner join shown_label
    on shown_label.source = last_label.source and shown_label.ticket_id = last_label.ticket_id
    and len(shown_label.names) < 20
    and not list_contains(
        list_transform(shown_label.names, lambda name: lower(name)), lower(last_label.name)
    )
where last_label.kind = 'LabeledEvent'
group by last_label.source, last_label.ticket_id, last_label.name
