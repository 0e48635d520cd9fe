-- Jira's sprints: as boards list them, else as the tickets that were in them show them, else as histories name them.
-- One that was opened again runs: the day of its former completion counts no more.
-- starts_at and ends_at are the plan; activated_at and completed_at are what happened, null where it did not. Where Jira
-- does not say when a sprint was activated, its start date is that: starting a sprint sets it. What happened after as_of did
-- not; name and plan have no history and are those of the newest look.
-- One row per sprint.
-- view: core.sprint
with sprint_record as (
    select source, gone_at, changed_at, payload as sprint, 1 as preference
    from raw.jira_sprint
    union all
    select
        issue.source, null, issue.changed_at,
        unnest(from_json(issue.payload -> 'fields' -> role.field_id, '["JSON"]')), 2
    from raw.jira_issue as issue
    inner join core.jira_field_role as role on role.source = issue.source and role.role = 'sprint'
),
own_change as (
    select change.*
    from core.ticket_change as change
    semi join core.source as source on source.source = change.source and source.kind = 'jira'
    where change.field = 'sprint'
),
sprint_change as (
    select source, from_id as ids, from_text as names, happened_at from own_change
    union all
    select source, to_id, to_text, happened_at from own_change
),
one as (
    select
        source,
        sprint ->> 'id' as sprint_id,
        sprint ->> 'name' as name,
        coalesce(sprint ->> 'boardId', sprint ->> 'originBoardId') as board_id,
        lower(sprint ->> 'state') as state,
        core.instant(sprint ->> 'startDate') as starts_at,
        core.instant(sprint ->> 'endDate') as ends_at,
        core.instant(
            coalesce(
                sprint ->> 'activatedDate',
                case when lower(sprint ->> 'state') in ('active', 'closed') then sprint ->> 'startDate' end
            )
        ) as activated_at,
        case
            when coalesce(lower(sprint ->> 'state'), '') <> 'active'
                then core.instant(sprint ->> 'completeDate')
        end as completed_at,
        gone_at,
        preference,
        changed_at
    from sprint_record
    union all
    select
        source,
        unnest(string_split_regex(ids, ',\s*')),
        case when len(string_split(ids, ',')) = len(string_split(names, ', '))
                then unnest(string_split(names, ', '))
        end,
        null, null, null, null, null, null, null, 3, happened_at
    from sprint_change
    where ids is not null
)
select
    source,
    sprint_id,
    name,
    board_id,
    case
        when activated_at > core.as_of() then 'future'
        when completed_at > core.as_of() then 'active'
        else state
    end as state,
    starts_at,
    ends_at,
    case when activated_at <= core.as_of() then activated_at end as activated_at,
    case when completed_at <= core.as_of() then completed_at end as completed_at,
    case when gone_at <= core.as_of() then gone_at end as gone_at
from one
where sprint_id is not null
qualify row_number() over (
        partition by source, sprint_id
        order by preference, completed_at is null, changed_at desc, name, starts_at, ends_at
    ) = 1
