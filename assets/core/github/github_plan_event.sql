-- What the timelines of GitHub's issues tell of their plans: type, parent, what blocks them and what they block, and fields that the
-- organization gives its issues. Each with what was there before and after, as far as it is told: ids of issues are those
-- of the tickets that they are now. change_id is that of core.github_issue_event: the issue's with the place in its
-- timeline. An issue without a type is an Issue.
-- One row per issue and event of its plan.
-- key: source, change_id
with node as (
    select
        source,
        id as ticket_id,
        unnest(from_json(payload -> '$.timelineItems.nodes', '["JSON"]')) as n,
        generate_subscripts(from_json(payload -> '$.timelineItems.nodes', '["JSON"]'), 1) as place
    from raw.github_issue as issue
    semi join core.github_issue as ticket
        on ticket.source = issue.source and ticket.ticket_id = issue.id and ticket.issue_id = issue.id
    where regexp_matches(payload, '"(ParentIssue|BlockedBy|Blocking|IssueType|IssueField)\w+Event"')
),
event as (
    select
        source,
        ticket_id,
        ticket_id || lpad(place::varchar, 6, '0') as change_id,
        core.instant(n ->> 'createdAt') as happened_at,
        n ->> '$.actor.databaseId' as account_id,
        regexp_extract(n ->> '__typename', '^(.+?)(Added|Changed|Removed)Event$', ['subject', 'action']) as e,
        n
    from node
    where n ->> '__typename' similar to '(ParentIssue|BlockedBy|Blocking|IssueType|IssueField)\w+Event'
),
change as (
    select
        source, ticket_id, change_id, happened_at, account_id,
        case e.subject
            when 'ParentIssue' then 'parent' when 'IssueType' then 'type' when 'IssueField' then 'field'
            else 'link'
        end as kind,
        case e.subject when 'BlockedBy' then 'is blocked by' when 'Blocking' then 'blocks' end as words,
        n ->> '$.issueField.id' as field_id,
        n ->> '$.issueField.name' as field_name,
        n ->> '$.issueField.dataType' as field_type,
        coalesce(
            n ->> '$.parent.fullDatabaseId',
            n ->> '$.blockingIssue.fullDatabaseId',
            n ->> '$.blockedIssue.fullDatabaseId'
        ) as other_id,
        e.action <> 'Removed' as is_there,
        case e.action
            when 'Changed' then n ->> '$.prevIssueType.id' when 'Removed' then n ->> '$.issueType.id'
        end as type_before,
        case e.action
            when 'Changed' then n ->> '$.prevIssueType.name' when 'Removed' then n ->> '$.issueType.name'
            else 'Issue'
        end as type_name_before,
        case when is_there then n ->> '$.issueType.id' end as type_after,
        case when is_there then n ->> '$.issueType.name' else 'Issue' end as type_name_after,
        case e.action
            when 'Changed' then coalesce(n ->> '$.previousOptions[0].name', n ->> 'previousValue')
            when 'Removed' then n ->> '$.options[0].name'
        end as value_before,
        case e.action
            when 'Changed' then coalesce(n ->> '$.newOptions[0].name', n ->> 'newValue')
            when 'Added' then coalesce(n ->> '$.options[0].name', n ->> 'value')
        end as value_after
    from event
),
-- Of a link core.ticket_change has the key of the other ticket as its id, and of a parent its id.
subject as (
    select
        change.*,
        case change.kind
            when 'parent' then coalesce(other.ticket_id, change.other_id)
            when 'link' then coalesce(other.key, change.other_id)
        end as subject_id,
        case change.kind when 'parent' then other.key when 'link' then change.words || ' ' || subject_id end
            as subject_text
    from change
    left join core.github_issue_key as other
        on other.source = change.source and other.issue_id = change.other_id
)
select
    source, ticket_id, change_id, happened_at, account_id, kind, field_id, field_name, field_type,
    case when kind = 'type' then type_before when not is_there then subject_id end as from_id,
    case
        when kind = 'type' then type_name_before when kind = 'field' then nullif(value_before, '')
        when not is_there then subject_text
    end as from_text,
    case when kind = 'type' then type_after when is_there then subject_id end as to_id,
    case
        when kind = 'type' then type_name_after when kind = 'field' then nullif(value_after, '')
        when is_there then subject_text
    end as to_text
from subject
where happened_at is not null
