-- What makes numbers doubtful: what could not be read, what contradicts itself, what the organization file does not say.
-- One row per source, kind of finding and what it is about.
-- key: source, kind, subject
-- column source: configured name of the Jira site or GitHub host
-- column kind: what was found: scope_not_whole, scope_stale, record_skipped, work_item_set_aside, chain_broken, history_without_author, member_elsewhere, blocker_undated, close_undated, status_without_meaning, ownership_conflict, account_without_team, account_unknown, agent_without_principal, team_value_unclaimed, pull_request_unlinked, link_undated, ticket_key_shared, estimate_unread, estimate_missing, history_late, field_unknown, role_without_field, closed_unwatched, name_outdated or name_taken
-- column subject: what it is about: a scope, a stream, a field, a status, a role, a kind of thing or histories; never a person
-- column found_count: how many scopes, records, tickets, actions or accounts it is about
-- column of_count: of how many; null where there is nothing to compare with
-- column found_share: found_count of of_count
-- column is_doubtful: whether all of its kind on the source together is so much that numbers should be doubted
-- column message: the same in words, with what to do
with source_size as (
    select source, count(*) as of_count
    from core.ticket
    group by source
),
-- A ticket is in the status that it shows, whatever its history says.
status_use as (
    select source, ticket_id, value_id as status_id from core.ticket_value where field = 'status'
    union
    select source, ticket_id, status_id from core.ticket
),
link_total as (
    select ticket_source as source, ticket_id, count(*) as pull_request_count from core.link group by all
),
finding as (
    select
        scope.source, 'scope_not_whole' as kind, coalesce(scope.name, scope.scope) as subject,
        count(*) as found_count, null::bigint as of_count, 0.0 as tolerated_share,
        max(coalesce(scope.message, 'could not be read whole: its last whole state stands in')) as message
    from core.scope as scope
    where scope.state not in ('whole', 'left out')
    group by all
    union all
    select
        scope.source, 'scope_stale', coalesce(scope.name, scope.scope), count(*), null, 0,
        max(
            'was last read whole '
            || round(epoch(core.as_of() - scope.whole_at) / 86400, 1)
            || ' days before as_of'
        )
    from core.scope as scope
    where scope.state <> 'left out' and scope.whole_at < core.as_of() - interval 2 days
    group by all
    union all
    select
        source, 'record_skipped', stream, count(*), null, 0,
        'could not be read and were skipped; the first: ' || min(record_id || ' ' || reason)
    from core.skipped_record
    group by all
    union all
    select
        source, 'work_item_set_aside', table_name, count(*), null, 0,
        'work items whose history this table cannot make sense of: they count nowhere; the first: '
        || min(coalesce(work_item_key, work_item_kind || ' ' || work_item_id))
    from core.set_aside
    group by source, table_name
    union all
    select
        source, 'chain_broken', field, count(distinct ticket_id), any_value(source_size.of_count), 0.01,
        'tickets whose history contradicts itself or the ticket in this field (core.broken_chain)'
    from core.broken_chain
    inner join source_size using (source)
    group by source, field
    union all
    select
        source, 'history_without_author', 'histories',
        count(distinct change_id) filter (where account_id is null and not core.is_planning(field)),
        count(distinct change_id),
        0.1,
        'changes of tickets do not say who made them, as after a migration: what their authors took up or '
        || 'began stays unseen, and waits look longer than they were'
    from core.ticket_change
    where happened_at <= core.as_of()
    group by source
    union all
    select
        ticket.source, 'close_undated', 'tickets', count(*), any_value(source_size.of_count), 0.01,
        'tickets are done, and no history says since when (migrated without it?): '
        || 'they are in no completion and no delivery, and their chain has no end'
    from flow.undated_close as undated_close
    inner join core.ticket as ticket on ticket.ticket_number = undated_close.ticket_number
    inner join source_size on source_size.source = ticket.source
    group by ticket.source
    union all
    select
        status.source,
        'status_without_meaning',
        coalesce(status.name, status.status_id),
        count(distinct status_use.ticket_id),
        any_value(source_size.of_count), 0.01,
        'tickets were in this status, which the source puts in no category: say in the organization file '
        || '(statuses) whether it is work, wait, todo or done, or who owns it'
    from core.status as status
    inner join status_use on status_use.source = status.source and status_use.status_id = status.status_id
    inner join source_size on source_size.source = status.source
    where status.category is null and status.owner is null and not status.is_wait
        and not status.is_work and not status.is_todo and not status.is_done
    group by status.source, coalesce(status.name, status.status_id)
    union all
    select
        ticket.source,
        'ownership_conflict',
        'Team field and assignee',
        count(distinct conflict.ticket_number),
        any_value(counted_size.of_count), 0.1,
        'tickets whose Team field and assignee named different teams for more than a business day: '
        || 'the ladder decides, and handoffs on them are doubtful'
    from flow.ownership_conflict as conflict
    inner join core.ticket as ticket on ticket.ticket_number = conflict.ticket_number
    inner join (
        select source, count(*) as of_count from core.ticket where is_counted group by source
    ) as counted_size on counted_size.source = ticket.source
    group by ticket.source
    union all
    select
        member.source, 'member_elsewhere', 'members',
        count(distinct elsewhere.person_id), count(distinct member.person_id), 0.05,
        'members who mostly change tickets in projects of one other team: look whether the organization file '
        || 'has them in the right team (`baton doctor` lists them)'
    from core.account_team as member
    semi join core.project as project on project.source = member.source
    left join flow.member_elsewhere as elsewhere
        on elsewhere.person_id = member.person_id and elsewhere.team_id = member.team_id
        and elsewhere.from_at = member.from_at
    group by member.source
    union all
    select
        source, 'blocker_undated', 'links', count(*) filter (where link_event_id is null), count(*), 0.1,
        'links by which one ticket blocks another are in no history: they count from the creation of the '
        || 'younger ticket on, and handoffs that come of them are doubtful'
    from core.blocker
    group by source
    union all
    select
        source, 'account_without_team', 'actions',
        sum(teamless_count)::bigint, sum(action_count)::bigint, 0.1,
        'actions of humans who were in no team then: put them in the organization file '
        || '(`baton doctor` lists them)'
    from (
        select source, count(*) filter (where team_id is null) as teamless_count, count(*) as action_count
        from flow.action
        group by source
        union all
        -- Those on pull requests that belong to a ticket are actions on it.
        select source, teamless_count, action_count
        from flow.pull_request_action
        anti join core.link using (source, pull_request_id)
    )
    group by source
    union all
    select
        source, 'agent_without_principal', 'actions of agents',
        sum(unknown_count)::bigint, sum(action_count)::bigint, 0.1,
        'actions of agents, but for reviews and comments, for nobody that is known: they count as nobody''s, '
        || 'as a bot''s do (`baton doctor` lists the agents)'
    from flow.agent_action
    group by source
    union all
    select
        ticket.source, 'estimate_missing', 'completions',
        count(*) filter (where completion.points is null), count(*), 1,
        'completed tickets have no estimate: they add nothing to the points of velocity_week and sprint'
    from flow.completion as completion
    inner join core.ticket as ticket on ticket.ticket_number = completion.ticket_number
    group by ticket.source
    union all
    select
        item.source, 'history_late', 'histories', count(*) filter (where item.is_late), count(*), 1,
        'work items were there before the history of the source is complete (history_from): what happened to '
        || 'them until then is not all known'
    from (
        select ticket.source, ticket.created_at < source.history_from as is_late
        from core.ticket as ticket
        inner join core.source as source on source.source = ticket.source
        union all
        select pull.source, pull.created_at < source.history_from
        from core.pull_request as pull
        inner join core.source as source on source.source = pull.source
    ) as item
    group by item.source
    union all
    select
        development.source, 'pull_request_unlinked', 'development information',
        count(*) filter (where coalesce(link_total.pull_request_count, 0) < development.pull_request_count),
        count(*),
        0.1,
        'tickets of which the source counts more pull requests than name their key: '
        || 'in repositories that are not read?'
    from core.ticket_development as development
    left join
        link_total
        on link_total.source = development.source and link_total.ticket_id = development.ticket_id
    group by development.source
    union all
    select
        source, 'link_undated', 'pull requests', count(*) filter (where not is_dated), count(*), 0.1,
        'links between pull requests and tickets rest on texts alone that may have been written after as_of'
    from core.link
    group by source
    union all
    select * from flow.file_finding
)
select
    source,
    kind,
    subject,
    found_count,
    of_count,
    found_count / of_count as found_share,
    -- Many subjects that are little each are much together. What is found in several counts in each.
    coalesce(
        sum(found_count) over (partition by source, kind) / of_count > tolerated_share, tolerated_share = 0
    ) as is_doubtful,
    message
from finding
where found_count > 0
order by is_doubtful desc, kind, source, subject
