-- What GitHub's issues can be in, as statuses: open, closed, and the statuses of project boards. The three that GitHub makes
-- with every board have its meaning; of all of them the organization file may say by name what they mean.
-- Each is GitHub's own word (is_own_word): a list that the organization file makes for other sources takes no meaning from it.
-- One row per source with issues and status.
-- key: source, status_id
with vendor_meaning as (
    select * from (
        values
        ('open', 'new'),
        ('closed', 'done'),
        ('Todo', 'new'),
        ('In Progress', 'indeterminate'),
        ('Done', 'done')
    ) as v (status_id, category)
),
status_name as (
    select source, unnest(['open', 'closed']) as status_id
    from raw.github_issue
    union
    select source, status
    from core.github_board_status
    where status is not null
)
select
    status_name.source, status_name.status_id, status_name.status_id as name, vendor_meaning.category,
    true as is_own_word
from status_name
left join vendor_meaning using (status_id)
