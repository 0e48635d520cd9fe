-- When a comment was made on a ticket, up to as_of, and by whom; its text is never read. Only a service desk tells replies to the
-- customer (is_public) from internal notes; elsewhere is_public is null and none is internal. A comment that was deleted,
-- or is no longer visible, was made all the same: gone_at says since when.
-- One row per comment.
-- key: source, comment_id
with latest_comment as (
    select * from core.jira_ticket_comment
    union all by name
    select * from core.github_ticket_comment
)
select * replace (case when gone_at <= core.as_of() then gone_at end as gone_at)
from latest_comment
where happened_at <= core.as_of()
