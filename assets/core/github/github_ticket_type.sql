-- GitHub's issue types, as issues show them and their events tell of them. GitHub knows no levels: what is called an epic or an
-- initiative holds other issues together, and what is called a sub-task is a part of one. `names` are all that each had.
-- One row per type.
-- key: source, type_id
with sighting as (
    select source, value_id as type_id, value_text as name, 'infinity'::timestamp as seen_at
    from core.github_issue_plan
    where part = 'type'
    union all
    select source, from_id, from_text, happened_at from core.github_plan_event
    where kind = 'type'
    union all
    select source, to_id, to_text, happened_at from core.github_plan_event
    where kind = 'type'
)
select
    source,
    type_id,
    max_by(name, (seen_at, name)) as name,
    list_sort(list_distinct(list(name))) as names,
    max_by(lower(name), (seen_at, name)) in ('sub-task', 'subtask') as is_subtask,
    case
        when max_by(lower(name), (seen_at, name)) in ('epic', 'initiative') then 1
        when is_subtask then -1
        else 0
    end as hierarchy_level,
    null::timestamp as gone_at
from sighting
where type_id is not null and name is not null
group by source, type_id
