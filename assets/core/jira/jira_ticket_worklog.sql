-- Time that somebody said to have worked on a ticket: when it was written down, from when it was, and how long.
-- gone_at says since when it is deleted or no longer visible.
-- One row per worklog.
-- view: core.ticket_worklog
select
    source,
    id as worklog_id,
    payload ->> 'issueId' as ticket_id,
    payload ->> '$.author.accountId' as account_id,
    (payload ->> 'created')::timestamptz::timestamp as happened_at,
    (payload ->> 'updated')::timestamptz::timestamp as updated_at,
    (payload ->> 'started')::timestamptz::timestamp as started_at,
    (payload ->> 'timeSpentSeconds')::bigint as spent_seconds,
    gone_at,
    gone_reason
from raw.jira_worklog
