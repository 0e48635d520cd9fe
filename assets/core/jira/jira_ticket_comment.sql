-- When a comment was made on a Jira issue, and by whom, in the columns of core.ticket_comment. Only a service desk tells
-- replies to the customer (is_public) from internal notes.
-- One row per comment.
-- view: core.ticket_comment
select
    source,
    id as comment_id,
    payload ->> 'issueId' as ticket_id,
    payload ->> '$.author.accountId' as account_id,
    core.instant(payload ->> 'created') as happened_at,
    core.instant(payload ->> 'updated') as updated_at,
    try_cast(payload ->> 'jsdPublic' as boolean) as is_public,
    not coalesce(try_cast(payload ->> 'jsdPublic' as boolean), true) as is_internal,
    gone_at,
    gone_reason
from raw.jira_comment
where happened_at is not null
