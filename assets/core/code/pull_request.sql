-- Pull requests that were there at as_of, as they were then, by their events. A pull request is the vendor's immutable id;
-- number and repository name are attributes. What no event tells is null where the pull request changed after as_of: its size,
-- the number of its comments, and the branch that it went into before that was changed. The keys and numbers that were found
-- in its texts are today's; was_changed_since says whether these may be of later.
-- One row per pull request.
-- key: source, pull_request_id
with later_event as (
    select
        source,
        pull_request_id,
        arg_min(kind, (happened_at, event_number)) filter (where kind in ('closed', 'merged', 'reopened'))
            as next_ending,
        arg_min(kind, (happened_at, event_number)) filter (
            where kind in ('ready_for_review', 'convert_to_draft')
        ) as next_draft_change,
        bool_or(kind = 'base_changed') as has_new_base
    from core.pull_request_event
    where happened_at > core.as_of()
    group by source, pull_request_id
),
last_ending as (
    select
        source,
        pull_request_id,
        arg_max(kind, (happened_at, event_number)) as kind,
        max(happened_at) filter (where kind = 'closed') as closed_at
    from core.pull_request_event
    semi join later_event using (source, pull_request_id)
    where happened_at <= core.as_of() and kind in ('closed', 'reopened')
    group by source, pull_request_id
),
-- Of a label or an assignee, the first event after as_of tells whether it was there.
tag_then as (
    select
        source, pull_request_id, subject,
        kind in ('labeled', 'unlabeled') as is_label,
        arg_min(kind in ('unlabeled', 'unassigned'), (happened_at, event_number)) as was_there
    from core.pull_request_event
    where happened_at > core.as_of()
        and kind in ('labeled', 'unlabeled', 'assigned', 'unassigned') and subject is not null
    group by all
),
tag_list as (
    select
        source,
        pull_request_id,
        list(subject) filter (where is_label) as changed_labels,
        list(subject) filter (where is_label and was_there) as removed_labels,
        list(subject) filter (where not is_label) as changed_assignees,
        list(subject) filter (where not is_label and was_there) as removed_assignees
    from tag_then
    group by source, pull_request_id
),
pull as (
    select
        latest.*,
        later_event.next_draft_change,
        coalesce(later_event.has_new_base, false) as has_new_base,
        latest.updated_at > core.as_of() as was_changed_since,
        case
            when latest.merged_at <= core.as_of() then 'merged'
            when later_event.next_ending is null and latest.closed_at > core.as_of() then 'open'
            when later_event.next_ending is null then latest.state
            when last_ending.kind is not null
                then case last_ending.kind when 'closed' then 'closed' else 'open' end
            when later_event.next_ending = 'reopened' then 'closed'
            else 'open'
        end as state_then,
        last_ending.closed_at as last_closed_at
    from core.latest_pull_request as latest
    left join later_event using (source, pull_request_id)
    left join last_ending using (source, pull_request_id)
)
select
    pull.* exclude (updated_at, next_draft_change, has_new_base, state_then, last_closed_at) replace (
        state_then as state,
        coalesce(next_draft_change = 'ready_for_review', is_draft) as is_draft,
        case when state_then = 'merged' then merged_at end as merged_at,
        case when state_then = 'merged' then merged_by end as merged_by,
        case when state_then = 'merged' then merge_commit end as merge_commit,
        case
            when state_then = 'open' then null
            when closed_at <= core.as_of() then closed_at
            else last_closed_at
        end as closed_at,
        case when gone_at <= core.as_of() then gone_at end as gone_at,
        case when not has_new_base then base end as base,
        case when not was_changed_since then additions end as additions,
        case when not was_changed_since then deletions end as deletions,
        case when not was_changed_since then changed_file_count end as changed_file_count,
        case when not was_changed_since then comment_count end as comment_count,
        list_sort(list_distinct(list_concat(
            list_filter(labels, lambda x: not list_contains(coalesce(changed_labels, []), x)),
            coalesce(removed_labels, [])
        ))) as labels,
        list_sort(list_distinct(list_concat(
            list_filter(assignees, lambda x: not list_contains(coalesce(changed_assignees, []), x)),
            coalesce(removed_assignees, [])
        ))) as assignees
    )
from pull
left join tag_list using (source, pull_request_id)
