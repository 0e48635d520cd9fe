-- Transfers of GitHub's issues from one repository to another, as the timelines of the issues tell them: GitHub makes a new issue
-- there, with an id and a number of its own, and what happened before moves along. Names no number, and no
-- repository that is deleted or hidden from the account.
-- One row per issue and transfer.
-- key: source, issue_id, transfer_number
with node as (
    select
        source, id, changed_at,
        unnest(from_json(payload -> '$.timelineItems.nodes', '["JSON"]')) as n,
        generate_subscripts(from_json(payload -> '$.timelineItems.nodes', '["JSON"]'), 1) as place
    from raw.github_issue
    where contains(payload, 'TransferredEvent')
)
select
    source,
    id as issue_id,
    row_number() over (partition by source, id order by place) as transfer_number,
    place,
    core.instant(n ->> 'createdAt') as happened_at,
    n ->> '$.actor.databaseId' as account_id,
    n ->> '$.fromRepository.databaseId' as from_repository_id,
    n ->> '$.fromRepository.nameWithOwner' as from_repository_name,
    changed_at as seen_at
from node
where n ->> '__typename' = 'TransferredEvent' and happened_at is not null
