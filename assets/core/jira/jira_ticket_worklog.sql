-- Time that somebody said to have worked on a ticket: when it was written down, from when it was, and how long.
-- gone_at says since when it is deleted or no longer visible.
-- One row per worklog.
-- view: core.ticket_worklog
select
    source,
    id as worklog_id,
    payload ->> 'issueId' as ticket_id,
    payload ->> '$.author.accountId' as account_id,
    core.instant(payload ->> 'created') as happened_at,
    core.instant(payload ->> 'updated') as updated_at,
    core.instant(payload ->> 'started') as started_at,
    try_cast(payload ->> 'timeSpentSeconds' as bigint) as spent_seconds,
    gone_at,
    gone_reason
from raw.jira_worklog
where happened_at is not null and started_at is not null
