-- What changed on GitHub's issues, in the columns and words of core.ticket_change: status, resolution, assignee, label,
-- milestone, project and key (a transfer), and the plan: type, parent, links, and the fields that have a role. A transfer takes
-- away the labels that the new repository does not have, without a word.
-- One row per timeline item and field.
-- key: source, change_id, item_number
with move as (
    select
        *,
        ticket_id || lpad(place::varchar, 6, '0') as change_id,
        lead(repository_id) over stops as to_repository_id,
        lead(repository_name) over stops as to_repository_name,
        lead(key) over stops as to_key
    from core.github_ticket_stop
    window stops as (partition by source, ticket_id order by stop_number)
),
item as (
    select
        source, change_id, 1 as item_number, ticket_id, happened_at, account_id,
        case when kind like '%abeledEvent' then 'label' else 'milestone' end as field,
        case when kind in ('UnlabeledEvent', 'DemilestonedEvent') then name end as from_id,
        case when kind in ('UnlabeledEvent', 'DemilestonedEvent') then name end as from_text,
        case when kind in ('LabeledEvent', 'MilestonedEvent') then name end as to_id,
        case when kind in ('LabeledEvent', 'MilestonedEvent') then name end as to_text
    from core.github_issue_event
    where kind in ('LabeledEvent', 'UnlabeledEvent', 'MilestonedEvent', 'DemilestonedEvent')
    union all
    select
        source, change_id, 3, ticket_id, happened_at, account_id, 'label', name, name, null, null
    from core.github_lost_label
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
),
change as (
    select * from core.github_status_change
    union all by name
    select * from core.github_assignee_change
    union all by name
    select * from core.github_plan_change
    union all by name
    select * from item
)
select
    * replace (
        row_number() over (partition by source, change_id order by item_number, from_id) as item_number
    )
from change
where happened_at is not null
