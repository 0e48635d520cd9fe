-- When a comment was made on a ticket, and by whom; its text is never read. Only a service desk tells replies to the
-- customer (is_public) from internal notes; elsewhere is_public is null and none is internal. A comment that was deleted,
-- or is no longer visible, was made all the same: gone_at says since when.
-- One row per comment.
-- key: source, comment_id
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
union all by name
select * from core.github_ticket_comment
