-- When a comment was made on a ticket, and by whom; its text is never read. Only a service desk tells replies to the
-- customer (is_public) from internal notes; elsewhere is_public is null and none is internal.
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
    not coalesce((payload ->> 'jsdPublic')::boolean, true) as is_internal
from raw.jira_comment
where gone_at is null
union all by name
select * from core.github_ticket_comment
