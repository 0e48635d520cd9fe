-- The state of every ticket from each change to the next: status, assignee, reporter, team, key, project, estimate,
-- resolution, type, priority, parent, flag. All items of one history apply at once; what was never changed holds from
-- creation. holder is whose team the assignee's is: the assignee, or where that is an agent of no team's own, who assigned it; null
-- where no change says who did: at creation, and where a change is lost.
-- The words are what the organization file calls the project, the status and the value of the Team field. Half-open; to_at is infinite where the state lasts. Steps that take no time (several histories in one second)
-- are kept in order by step but last from an instant to the same instant. team_named_at is when the Team field's value
-- had that name.
-- One row per ticket and history, and one for its creation (change_id null).
-- key: source, ticket_id, step
with step as (
    select
        source, ticket_id, null as change_id, reporter as account_id, created_at as happened_at,
        created_at as from_at
    from core.ticket
    union all
    select distinct
        source, ticket_id, change.change_id, change.account_id, change.happened_at,
        greatest(change.happened_at, ticket.created_at) as from_at
    from core.ticket_change as change
    inner join core.ticket as ticket using (source, ticket_id)
    where greatest(change.happened_at, ticket.created_at) <= core.as_of()
),
-- A field that was set to nothing is told from a field that was not set by an empty text, which no value is.
entry as (
    select
        source, ticket_id, change_id,
        any_value(coalesce(value_id, '')) filter (where field = 'status') as status_id,
        any_value(coalesce(value_id, '')) filter (where field = 'assignee') as assignee,
        any_value(coalesce(value_id, '')) filter (where field = 'reporter') as reporter,
        any_value(coalesce(value_id, '')) filter (where field = 'team') as team_value_id,
        any_value(coalesce(value_text, '')) filter (where field = 'team') as team_value,
        any_value(coalesce(value_text, '')) filter (where field = 'key') as key,
        any_value(coalesce(value_id, '')) filter (where field = 'project') as project_id,
        any_value(coalesce(value_text, '')) filter (where field = 'points') as points,
        any_value(coalesce(value_text, '')) filter (where field = 'resolution') as resolution,
        any_value(coalesce(value_text, '')) filter (where field = 'type') as type,
        any_value(coalesce(value_text, '')) filter (where field = 'priority') as priority,
        any_value(coalesce(value_id, '')) filter (where field = 'parent') as parent_id,
        any_value(coalesce(value_id, value_text) is not null) filter (where field = 'flagged') as is_flagged
    from core.ticket_value
    group by source, ticket_id, change_id
),
first_team_change as (
    select source, ticket_id, min(happened_at) as first_named_at
    from core.ticket_change
    where field = 'team'
    group by source, ticket_id
),
agent as (
    select source, account_id from core.account
    where kind = 'agent'
    except
    select source, account_id from core.account_team
),
assignment as (
    select distinct change.source, change.change_id, change.to_id as assignee
    from core.ticket_change as change
    inner join agent on agent.source = change.source and agent.account_id = change.to_id
    where change.field = 'assignee'
),
state as (
    select
        step.source,
        step.ticket_id,
        ticket.ticket_number,
        row_number() over steps as step,
        step.change_id,
        step.account_id,
        step.from_at,
        lead(step.from_at, 1, 'infinity'::timestamp) over steps as to_at,
        nullif(last_value(entry.status_id ignore nulls) over so_far, '') as status_id,
        nullif(last_value(entry.assignee ignore nulls) over so_far, '') as assignee,
        nullif(
            last_value(
                case
                    when assignment.change_id is not null then coalesce(step.account_id, '')
                    when entry.assignee is not null then ''
                end ignore nulls
            ) over so_far,
            ''
        ) as assigned_by,
        nullif(last_value(entry.reporter ignore nulls) over so_far, '') as reporter,
        nullif(last_value(entry.team_value_id ignore nulls) over so_far, '') as team_value_id,
        nullif(last_value(entry.team_value ignore nulls) over so_far, '') as team_value,
        last_value(
            case
                when entry.team_value is null then null
                when
                    step.change_id is null
                    then coalesce(first_team_change.first_named_at, ticket.last_seen_at)
                else step.happened_at
            end ignore nulls
        ) over so_far as team_named_at,
        nullif(last_value(entry.key ignore nulls) over so_far, '') as key,
        nullif(last_value(entry.project_id ignore nulls) over so_far, '') as project_id,
        core.number(last_value(entry.points ignore nulls) over so_far) as points,
        nullif(last_value(entry.resolution ignore nulls) over so_far, '') as resolution,
        nullif(last_value(entry.type ignore nulls) over so_far, '') as type,
        nullif(last_value(entry.priority ignore nulls) over so_far, '') as priority,
        nullif(last_value(entry.parent_id ignore nulls) over so_far, '') as parent_id,
        coalesce(last_value(entry.is_flagged ignore nulls) over so_far, false) as is_flagged
    from step
    left join entry
        on entry.source = step.source and entry.ticket_id = step.ticket_id
        and entry.change_id is not distinct from step.change_id
    left join assignment
        on assignment.source = step.source and assignment.change_id = step.change_id
        and assignment.assignee = entry.assignee
    inner join core.ticket as ticket on ticket.source = step.source and ticket.ticket_id = step.ticket_id
    left join
        first_team_change
        on first_team_change.source = step.source and first_team_change.ticket_id = step.ticket_id
    window
        steps as (
            partition by step.source, step.ticket_id
            order by step.change_id is not null, step.happened_at, try_cast(step.change_id as bigint)
        ),
        so_far as (
            partition by step.source, step.ticket_id
            order by step.change_id is not null, step.happened_at, try_cast(step.change_id as bigint)
            rows between unbounded preceding and current row
        )
)
select
    state.* exclude (assigned_by),
    case when agent.account_id is null then state.assignee else state.assigned_by end as holder,
    case when project.thing_id is null then core.project_of(state.key) else project.file_name end
        as project_word,
    status.file_name as status_word,
    team_value.file_name as team_word
from state
left join agent on agent.source = state.source and agent.account_id = state.assignee
left join core.named_thing as project
    on project.source = state.source and project.kind = 'project' and project.thing_id = state.project_id
left join core.status as status on status.source = state.source and status.status_id = state.status_id
left join core.named_thing as team_value
    on team_value.source = state.source and team_value.kind = 'team_value'
    and team_value.thing_id = state.team_value_id
