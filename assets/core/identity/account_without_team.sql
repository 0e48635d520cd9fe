-- Accounts through which humans act while no team is theirs, with the amount of work behind each: what the organization file
-- should name first. event_share is of all that humans did. For whoever keeps that file: it never leaves the warehouse.
-- One row per account.
-- key: source, account_id
with deed as (
    select source, account_id, happened_at, ticket_id, null as pull_request_id, change_id as event_id
    from core.ticket_change
    union
    select source, account_id, happened_at, ticket_id, null, 'comment ' || comment_id
    from core.ticket_comment
    union
    select source, reporter, created_at, ticket_id, null, 'created'
    from core.ticket
    union
    select source, account_id, happened_at, null, pull_request_id, event_id
    from core.pull_request_event
),
placement as (
    select
        deed.*,
        account.person_id,
        account.joined_by,
        member.team_id is not null as has_team
    from deed
    inner join core.account as account
        on account.source = deed.source and account.account_id = deed.account_id and account.kind = 'human'
    left join core.account_team as member
        on member.source = deed.source and member.account_id = deed.account_id
        and deed.happened_at >= member.from_at and deed.happened_at < member.to_at
    where deed.happened_at <= core.as_of()
),
open_assignment as (
    select source, assignee as account_id, count(*) as open_assigned_count
    from core.ticket
    inner join core.status as status using (source, status_id)
    where not status.is_done and gone_at is null
    group by all
)
select
    placement.source,
    placement.account_id,
    any_value(person_id) as person_id,
    coalesce(any_value(joined_by) = 'file', false) as is_in_file,
    count(*) filter (where not has_team) as event_count,
    event_count / sum(count(*)) over () as event_share,
    count(distinct ticket_id) filter (where not has_team) as ticket_count,
    count(distinct pull_request_id) filter (where not has_team) as pull_request_count,
    coalesce(any_value(open_assigned_count), 0) as open_assigned_count,
    min(happened_at) filter (where not has_team) as first_at,
    max(happened_at) filter (where not has_team) as last_at
from placement
left join
    open_assignment
    on open_assignment.source = placement.source and open_assignment.account_id = placement.account_id
group by placement.source, placement.account_id
qualify event_count > 0
