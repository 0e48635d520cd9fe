-- What changed on GitHub's issues, in the columns and words of core.ticket_change: status, resolution, assignee, label,
-- milestone, project and key (a transfer). A transfer takes away the labels that the new repository does not have, without
-- a word.
-- One row per timeline item and field.
-- key: source, change_id, item_number
with shown_label as (
    -- A page of labels has twenty: of a full one, nobody can say what is not on it.
    select source, id as ticket_id, from_json(payload -> '$.labels.nodes[*].name', '["VARCHAR"]') as names
    from raw.github_issue
),
lost_label as (
    select
        last_label.source, last_label.ticket_id, last_label.name,
        min_by(transfer, transfer.place) as transfer
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
),
move as (
    select
        *,
        ticket_id || lpad(place::varchar, 6, '0') as change_id,
        lead(repository_id) over stops as to_repository_id,
        lead(repository_name) over stops as to_repository_name,
        lead(key) over stops as to_key
    from core.github_ticket_stop
    window stops as (partition by source, ticket_id order by stop_number)
),
change as (
    select * from core.github_status_change
    union all
    select * from core.github_assignee_change
    union all
    select
        source, change_id, 1, ticket_id, happened_at, account_id,
        case when kind like '%abeledEvent' then 'label' else 'milestone' end,
        case when kind in ('UnlabeledEvent', 'DemilestonedEvent') then name end,
        case when kind in ('UnlabeledEvent', 'DemilestonedEvent') then name end,
        case when kind in ('LabeledEvent', 'MilestonedEvent') then name end,
        case when kind in ('LabeledEvent', 'MilestonedEvent') then name end
    from core.github_issue_event
    where kind in ('LabeledEvent', 'UnlabeledEvent', 'MilestonedEvent', 'DemilestonedEvent')
    union all
    select
        source, transfer.change_id, 3, ticket_id, transfer.happened_at, transfer.account_id, 'label',
        name, name, null, null
    from lost_label
    union all
    select
        source, change_id, 1, ticket_id, happened_at, account_id, 'project',
        repository_id, repository_name, to_repository_id, to_repository_name
    from move
    where place is not null
    union all
    select source, change_id, 2, ticket_id, happened_at, account_id, 'key', null, key, null, to_key
    from move
    where place is not null
)
select
    * replace (
        row_number() over (partition by source, change_id order by item_number, from_id) as item_number
    )
from change
where happened_at is not null
