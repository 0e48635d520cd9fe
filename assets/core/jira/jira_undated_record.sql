-- Landed records of Jira that core leaves out, since no calendar has a date that they cannot do without. What is landed now
-- has such a date no more: these came before, and are read again when their ticket changes.
-- One row per record.
-- view: core.skipped_record
with date_told as (
    select source, scope, 'jira_issue' as stream, id as record_id, payload ->> '$.fields.created' as told
    from raw.jira_issue
    where gone_at is null
    union all
    select source, scope, 'jira_changelog', (payload ->> 'issueId') || '/' || id, payload ->> 'created'
    from raw.jira_changelog
    where gone_at is null
    union all
    select source, scope, 'jira_comment', (payload ->> 'issueId') || '/' || id, payload ->> 'created'
    from raw.jira_comment
    where gone_at is null
    union all
    select
        source, scope, 'jira_worklog', (payload ->> 'issueId') || '/' || id,
        case
            when core.instant(payload ->> 'created') is null then payload ->> 'created' else
                payload ->> 'started'
        end
    from raw.jira_worklog
    where gone_at is null
)
select source, scope, stream, record_id, coalesce(told, 'nothing') as told
from date_told
where core.instant(told) is null
