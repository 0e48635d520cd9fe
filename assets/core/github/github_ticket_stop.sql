-- The repositories in which a transferred issue of GitHub has been, in order, with the key that it had there: null where
-- Baton has not seen it there, since GitHub does not tell its number. change_id is of the transfer that ended the stop; null
-- while it lasts.
-- One row per transferred issue and repository in which it was.
-- key: source, ticket_id, stop_number
with sight as (
    select
        source, ticket_id, transfer_count,
        min(repository_id) as repository_id,
        case when count(*) = 1 then min(number) end as number
    from core.github_issue
    group by source, ticket_id, transfer_count
),
stop as (
    select
        transfer.source, transfer.issue_id as ticket_id, transfer.transfer_number as stop_number,
        transfer.place, transfer.happened_at, transfer.account_id,
        coalesce(transfer.from_repository_id, sight.repository_id) as repository_id,
        transfer.from_repository_name as told_name,
        sight.number
    from core.github_transfer as transfer
    semi join core.github_issue as ticket
        on ticket.source = transfer.source and ticket.ticket_id = transfer.issue_id
        and ticket.ticket_id = ticket.issue_id
    left join sight
        on sight.source = transfer.source and sight.ticket_id = transfer.issue_id
        and sight.transfer_count = transfer.transfer_number - 1
    union all
    select source, ticket_id, transfer_count + 1, null, null, null, repository_id, null, number
    from core.github_issue
    where issue_id = ticket_id and transfer_count > 0
)
select
    stop.source,
    stop.ticket_id,
    stop.stop_number,
    stop.place,
    stop.happened_at,
    stop.account_id,
    stop.repository_id,
    coalesce(repository.name, stop.told_name) as repository_name,
    repository_name || '#' || stop.number as key
from stop
left join core.repository as repository
    on repository.source = stop.source and repository.repository_id = stop.repository_id
