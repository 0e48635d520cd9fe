-- Statuses with what they mean here: work, to do, done, or none of them (waiting, of which some are blocked). The lists of
-- the organization file come first, by the name under which it knows the status (file_name); where it has none, the vendor's
-- category decides. A status that the source no longer lists is known from histories by id and name alone, and has a meaning
-- only if the file gives it one.
-- One row per status.
-- key: source, status_id
with status_record as (
    select source, status_id, name, category, is_own_word, is_listed from core.jira_status
    union all by name
    select source, status_id, name, category, is_own_word from core.github_status
    union all
    select source, to_id, to_text, null, null, false from core.ticket_change where field = 'status'
    union all
    select source, from_id, from_text, null, null, false from core.ticket_change where field = 'status'
),
named_status as (
    select
        record.source, record.status_id,
        coalesce(any_value(named.name), min(record.name)) as name,
        coalesce(any_value(named.file_name), any_value(named.name), min(record.name)) as file_name,
        first(record.category order by coalesce(record.is_listed, true) desc, record.category)
        filter (where record.category is not null) as category,
        coalesce(bool_or(record.is_own_word), false) as is_own_word
    from status_record as record
    left join core.named_thing as named
        on named.source = record.source and named.kind = 'status' and named.thing_id = record.status_id
    where record.status_id is not null
    group by record.source, record.status_id
),
-- Lists of other sources' statuses are not meant to leave a vendor's own word without a meaning.
status_rule as (
    select
        named_status.*,
        case
            when not named_status.is_own_word
                or list_contains(
                    flatten(
                        [
                            o.statuses.wait, o.statuses.blocked, o.statuses.work, o.statuses.todo,
                            o.statuses.done
                        ]
                    ),
                    named_status.file_name
                )
                then o.statuses
        end as lists,
        list_filter(o.statuses.owners, lambda x: x.status = named_status.file_name)[1].owner as owner
    from named_status
    cross join core.organization as o
)
select
    source,
    status_id,
    name,
    file_name,
    category,
    coalesce(list_contains(lists.blocked, file_name), false) as is_blocked,
    is_blocked or coalesce(list_contains(lists.wait, file_name), false) as is_wait,
    not is_wait
    and coalesce(list_contains(lists.work, file_name), category = 'indeterminate', false) as is_work,
    not is_wait and coalesce(list_contains(lists.todo, file_name), category = 'new', false) as is_todo,
    not is_wait and coalesce(list_contains(lists.done, file_name), category = 'done', false) as is_done,
    owner
from status_rule
