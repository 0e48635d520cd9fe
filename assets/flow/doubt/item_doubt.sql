-- What is to be doubted of each work item, in the words of data_quality, and how much of it: the part of its actions, of its
-- changes, of its time or of its pull requests that the finding touches; all of it where nobody knows which part (metrics: trust).
-- What its scope lacks is in flow.scope_doubt.
-- One row per work item and doubt.
-- key: work_item_kind, source, work_item_id, doubt
with
-- On a ticket, and on the pull requests that belong to it.
agents_part as (
    select ticket_number, sum(action_count) as action_count, sum(unknown_count) as unknown_count
    from (
        select ticket.ticket_number, own.action_count, own.unknown_count
        from flow.agent_action as own
        inner join core.ticket as ticket
            on ticket.source = own.source and ticket.ticket_id = own.work_item_id
        where own.work_item_kind = 'ticket'
        union all
        select ticket.ticket_number, pull.action_count, pull.unknown_count
        from flow.agent_action as pull
        inner join core.link as link
            on link.source = pull.source and link.pull_request_id = pull.work_item_id
        inner join core.ticket as ticket
            on ticket.source = link.ticket_source and ticket.ticket_id = link.ticket_id
        where pull.work_item_kind = 'pull_request'
    )
    group by ticket_number
    having sum(unknown_count) > 0
),
ticket_doubt as (
    select
        ticket_number, 'account_without_team' as doubt,
        count(*) filter (where team_id is null) / count(*) as share
    from flow.action
    group by ticket_number
    union all
    select
        agents_part.ticket_number, 'agent_without_principal',
        any_value(agents_part.unknown_count)
        / (any_value(agents_part.action_count) + count(action.event_id))
    from agents_part
    left join flow.action as action
        on action.ticket_number = agents_part.ticket_number and not action.by_agent
    group by agents_part.ticket_number
    union all
    select ticket_number, 'close_undated', 1
    from flow.undated_close
    union all
    select distinct unnest([ticket_number, blocker_number]), 'blocker_undated', 1
    from core.blocker
    where link_event_id is null
    union all
    select
        conflict.ticket_number,
        'ownership_conflict',
        sum(epoch_us(conflict.to_at - conflict.from_at))
        / any_value(greatest(epoch_us(item.ended_at - ticket.created_at), 1))
    from flow.ownership_conflict as conflict
    inner join core.ticket as ticket on ticket.ticket_number = conflict.ticket_number
    inner join flow.work_item as item on item.ticket_number = conflict.ticket_number
    group by conflict.ticket_number
    union all
    -- What was done before its history begins is not known in any part.
    select
        ticket.ticket_number,
        'history_late',
        coalesce(
            epoch_us(source.history_from - ticket.created_at)
            / greatest(epoch_us(item.ended_at - ticket.created_at), 1),
            1
        )
    from core.ticket as ticket
    inner join core.source as source on source.source = ticket.source
    inner join flow.work_item as item on item.ticket_number = ticket.ticket_number
    where ticket.created_at < source.history_from
),
elsewhere as (
    select stay.*
    from core.account_team as stay
    semi join flow.member_elsewhere using (person_id, team_id, from_at)
),
-- Where a history contradicts itself, a change is missing: of so many that there should be.
known_by_id as (
    select
        broken.source, broken.ticket_id, 'chain_broken' as doubt,
        any_value(broken.break_count)
        / (any_value(broken.break_count) + count(distinct change.change_id)) as share
    from (
        select source, ticket_id, count(distinct place) as break_count
        from core.broken_chain
        group by source, ticket_id
    ) as broken
    inner join core.ticket_change as change
        on change.source = broken.source and change.ticket_id = broken.ticket_id
    where change.happened_at <= core.as_of()
    group by broken.source, broken.ticket_id
    union all
    select
        change.source, change.ticket_id, 'history_without_author',
        count(distinct change.change_id)
        filter (where change.account_id is null and not core.is_planning(change.field))
        / count(distinct change.change_id)
    from core.ticket_change as change
    semi join (
        select source, ticket_id from core.ticket_change
        where account_id is null and not core.is_planning(field) and happened_at <= core.as_of()
    ) as authorless
        on authorless.source = change.source and authorless.ticket_id = change.ticket_id
    where change.happened_at <= core.as_of()
    group by change.source, change.ticket_id
    union all
    select
        change.source, change.ticket_id, 'member_elsewhere',
        count(distinct change.change_id) filter (where elsewhere.person_id is not null)
        / count(distinct change.change_id)
    from core.ticket_change as change
    semi join (
        select change.source, change.ticket_id
        from core.ticket_change as change
        inner join elsewhere on elsewhere.source = change.source and elsewhere.account_id = change.account_id
    ) as theirs
        on theirs.source = change.source and theirs.ticket_id = change.ticket_id
    left join elsewhere
        on elsewhere.source = change.source and elsewhere.account_id = change.account_id
        and change.happened_at >= elsewhere.from_at and change.happened_at < elsewhere.to_at
    where change.happened_at <= core.as_of()
    group by change.source, change.ticket_id
    union all
    select source, ticket_id, 'status_without_meaning', 1
    from (
        select source, ticket_id, value_id as status_id from core.ticket_value
        where field = 'status'
        union
        select source, ticket_id, status_id from core.ticket
    )
    semi join (
        select * from core.status
        where category is null and owner is null
            and not is_work and not is_wait and not is_todo and not is_done
    ) as meaningless using (source, status_id)
    group by source, ticket_id
    union all
    select ticket.source, ticket.ticket_id, 'team_value_unclaimed', 1
    from core.ticket as ticket
    semi join core.unclaimed_team_value as unclaimed using (source, team_value)
    where ticket.gone_at is null
    union all
    select
        development.source, development.ticket_id, 'pull_request_unlinked',
        1 - count(link.pull_request_id) / any_value(development.pull_request_count)
    from core.ticket_development as development
    left join core.link as link
        on link.ticket_source = development.source and link.ticket_id = development.ticket_id
    where development.pull_request_count > 0
    group by development.source, development.ticket_id
),
pull_request_doubt as (
    select source, pull_request_id, 'account_without_team' as doubt, teamless_count / action_count as share
    from flow.pull_request_action
    union all
    select
        agents.source, agents.work_item_id, 'agent_without_principal',
        agents.unknown_count / (agents.action_count + coalesce(humans.action_count, 0))
    from flow.agent_action as agents
    left join flow.pull_request_action as humans
        on humans.source = agents.source and humans.pull_request_id = agents.work_item_id
    where agents.work_item_kind = 'pull_request'
    union all
    -- Its author's team is whose it is.
    select pull.source, pull.pull_request_id, 'member_elsewhere', 1
    from core.pull_request as pull
    inner join elsewhere
        on elsewhere.source = pull.source and elsewhere.account_id = pull.author
        and pull.created_at >= elsewhere.from_at and pull.created_at < elsewhere.to_at
    union all
    select
        pull.source,
        pull.pull_request_id,
        'history_late',
        epoch_us(source.history_from - pull.created_at)
        / greatest(
            epoch_us(coalesce(pull.merged_at, pull.closed_at, core.as_of()) - pull.created_at), 1
        )
    from core.pull_request as pull
    inner join core.source as source on source.source = pull.source
    where pull.created_at < source.history_from
),
doubt as (
    select 'ticket' as work_item_kind, ticket.source, ticket.ticket_id as work_item_id, doubt, share
    from ticket_doubt
    inner join core.ticket as ticket on ticket.ticket_number = ticket_doubt.ticket_number
    union all
    select 'ticket', source, ticket_id, doubt, share from known_by_id
    semi join core.ticket as ticket using (source, ticket_id)
    union all
    select 'pull_request', source, pull_request_id, doubt, share
    from pull_request_doubt
    semi join core.pull_request as pull using (source, pull_request_id)
)
select work_item_kind, source, work_item_id, doubt, least(share, 1) as share
from doubt
where share > 0
