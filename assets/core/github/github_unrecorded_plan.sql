-- What GitHub's issues show of their plan and no event tells: type, parent or a field is another than events left it, or no
-- event ever told of it. It was so from the first look on that found it so; before, it was as events tell, or unknown.
-- One row per issue and part of its plan (type, parent or the id of a field).
-- key: source, change_id
with last_event as (
    select
        source, ticket_id, case kind when 'field' then field_id else kind end as part,
        last(to_id order by try_cast(change_id as bigint)) as to_id,
        last(to_text order by try_cast(change_id as bigint)) as to_text
    from core.github_plan_event
    where kind <> 'link'
    group by all
),
shown_part as (
    select
        plan.source, plan.ticket_id, plan.part,
        plan.value_id as shown_id,
        coalesce(parent.ticket_id, plan.value_id) as value_id,
        coalesce(parent.key, plan.value_text) as value_text
    from core.github_issue_plan as plan
    left join core.github_issue_key as parent
        on parent.source = plan.source
        and parent.issue_id = case plan.part when 'parent' then plan.value_id end
),
difference as (
    select
        shown_part.*,
        last_event.to_id as from_id,
        coalesce(last_event.to_text, case shown_part.part when 'type' then 'Issue' end) as from_text
    from shown_part
    left join last_event
        on last_event.source = shown_part.source and last_event.ticket_id = shown_part.ticket_id
        and last_event.part = shown_part.part
    where
        case
            when shown_part.part in ('type', 'parent')
                then shown_part.value_id is distinct from last_event.to_id
            else shown_part.value_text is not null
                and shown_part.value_text is distinct from last_event.to_text
                and coalesce(core.number(shown_part.value_text) <> core.number(last_event.to_text), true)
        end
),
look as (
    select
        source, id as ticket_id, fetched_at,
        payload ->> '$.issueType.id' as type,
        payload ->> '$.parent.fullDatabaseId' as parent,
        from_json(payload -> '$.issueFieldValues.nodes', '[{
            "field": {"id": "VARCHAR"},
            "number": "VARCHAR", "date": "VARCHAR", "name": "VARCHAR", "options": [{"name": "VARCHAR"}]
        }]') as field_values
    from landing.github_issue
    where payload is not null and (source, id) in (select (source, ticket_id) from difference)
),
reading as (
    select
        difference.source, difference.ticket_id, difference.part, look.fetched_at,
        case difference.part
            when 'type' then coalesce(look.type, '') = coalesce(difference.shown_id, '')
            when 'parent' then coalesce(look.parent, '') = coalesce(difference.shown_id, '')
            else coalesce(list_contains(
                    list_transform(
                        look.field_values,
                        lambda v: v.field.id || ' ' || coalesce(v.number, v.date, v.name, v.options[1].name)
                    ),
                    difference.part || ' ' || difference.value_text
                ), false)
        end as is_so
    from difference
    inner join look on look.source = difference.source and look.ticket_id = difference.ticket_id
),
last_other as (
    select source, ticket_id, part, max(fetched_at) filter (where not is_so) as fetched_at
    from reading
    group by source, ticket_id, part
),
first_look as (
    select reading.source, reading.ticket_id, reading.part, min(reading.fetched_at) as happened_at
    from reading
    inner join last_other
        on last_other.source = reading.source and last_other.ticket_id = reading.ticket_id
        and last_other.part = reading.part
    where reading.is_so and coalesce(reading.fetched_at > last_other.fetched_at, true)
    group by reading.source, reading.ticket_id, reading.part
)
select
    difference.source,
    difference.ticket_id,
    difference.part,
    difference.ticket_id || (700000 + row_number() over (
        partition by difference.source, difference.ticket_id order by first_look.happened_at, difference.part
    )) as change_id,
    first_look.happened_at,
    difference.from_id,
    difference.from_text,
    difference.value_id as to_id,
    difference.value_text as to_text
from difference
inner join first_look
    on first_look.source = difference.source and first_look.ticket_id = difference.ticket_id
    and first_look.part = difference.part
