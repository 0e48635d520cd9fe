-- When a comment was made on a Jira issue, and by whom, in the columns of core.ticket_comment. Only a service desk tells
-- replies to the customer (is_public) from internal notes.
-- One row per comment.
-- view: core.ticket_comment
select
    source,
    id as comment_id,
    payload ->> 'issueId' as ticket_id,
    payload ->> '$.author.accountId' as account_id,
    (payload ->> 'created')::timestamptz::timestamp as happened_at,
    (payload ->> 'updated')::timestamptz::timestamp as updated_at,
    (payload ->> 'jsdPublic')::boolean as is_public,
    not coalesce((payload ->> 'jsdPublic')::boolean, true) as is_internal,
    gone_at,
    gone_reason
from raw.jira_comment
