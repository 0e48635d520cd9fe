-- Tickets that were there at as_of, as they were then. Keys are attributes: a ticket is its
-- numeric id. A field that changed after as_of has what its history says that it held (a key that
-- no history tells is today's, and its project's is unknown); one that did not has what the ticket
-- shows, or showed when it was last seen. What is_request says has no history. One that was found gone after as_of was still
-- there. is_deleted is whether the source, asked for it by its id, did not know it; what it hides, archived or could not be asked about is not known to be deleted.
-- last_seen_at is the last look that found it: the walk before the one that missed it, or else the scope's last whole walk.
-- ticket_number is the ticket's number in this warehouse and this run, in the order of creation, those that are gone last: flow
-- joins and sorts by it, which is much faster than by source and id. What is published names tickets by source and id.
-- One row per ticket.
-- key: source, ticket_id
with later_change as (
    select distinct source, ticket_id, field
    from core.ticket_change
    where happened_at > core.as_of() and core.is_single_field(field)
),
-- What each of these fields held at as_of; null where it was empty.
value_then as (
    select
        later_change.source, later_change.ticket_id,
        map_from_entries(
            list(struct_pack(
                field := later_change.field,
                value := struct_pack(id := value.value_id, text := value.value_text)
            ))
        ) as fields
    from later_change
    left join core.ticket_value as value
        on value.source = later_change.source and value.ticket_id = later_change.ticket_id
        and value.field = later_change.field and value.to_at = 'infinity'
    group by later_change.source, later_change.ticket_id
),
-- What is known of a type: from the newest ticket that has it, or else from the source's list.
type_in_use as (
    select
        source, type_id,
        max_by(is_subtask, (updated_at, ticket_id)) as is_subtask,
        max_by(is_counted, (updated_at, ticket_id)) as is_counted
    from core.latest_ticket
    where type_id is not null
    group by source, type_id
),
known_type as (
    select
        coalesce(type_in_use.source, listed.source) as source,
        coalesce(type_in_use.type_id, listed.type_id) as type_id,
        listed.name,
        coalesce(type_in_use.is_subtask, listed.is_subtask) as is_subtask,
        coalesce(
            type_in_use.is_counted,
            case
                when o.excluded_types is not null
                    then not list_has_any(o.excluded_types, coalesce(listed.names, []))
                else not coalesce(listed.is_subtask, false) and coalesce(listed.hierarchy_level, 0) = 0
            end
        ) as is_counted
    from type_in_use
    full join core.ticket_type as listed
        on listed.source = type_in_use.source and listed.type_id = type_in_use.type_id
    cross join core.organization as o
),
changed_ticket as (
    select
        latest.* replace (
            coalesce(fields['key'].text, latest.key) as key,
            case
                when fields['key'] is null then latest.project_key
                else regexp_replace(fields['key'].text, '.\d+$', '')
            end as project_key,
            core.id_then(fields, 'type', latest.type_id) as type_id,
            case
                when fields['type'] is null then latest.type else
                    coalesce(known_type.name, fields['type'].text)
            end as type,
            case when fields['type'] is null then latest.is_subtask else known_type.is_subtask end
                as is_subtask,
            case
                when fields['type'] is null then latest.is_counted else coalesce(known_type.is_counted, true)
            end as is_counted,
            core.id_then(fields, 'project', latest.project_id) as project_id,
            core.id_then(fields, 'status', latest.status_id) as status_id,
            core.id_then(fields, 'resolution', latest.resolution_id) as resolution_id,
            core.text_then(fields, 'resolution', latest.resolution) as resolution,
            core.id_then(fields, 'assignee', latest.assignee) as assignee,
            core.id_then(fields, 'reporter', latest.reporter) as reporter,
            core.id_then(fields, 'team', latest.team_value_id) as team_value_id,
            core.text_then(fields, 'team', latest.team_value) as team_value,
            case when fields['points'] is null then latest.points else core.number(fields['points'].text) end
                as points,
            case
                when fields['flagged'] is null then latest.is_flagged
                else coalesce(fields['flagged'].id, fields['flagged'].text) is not null
            end as is_flagged,
            core.id_then(fields, 'priority', latest.priority_id) as priority_id,
            core.text_then(fields, 'priority', latest.priority) as priority,
            core.id_then(fields, 'parent', latest.parent_id) as parent_id,
            core.text_then(fields, 'parent', latest.parent_key) as parent_key
        ),
        latest.key as latest_key
    from core.latest_ticket as latest
    inner join value_then using (source, ticket_id)
    left join known_type on known_type.source = latest.source and known_type.type_id = fields['type'].id
),
every_ticket as (
    select
        changed_ticket.* exclude (latest_key) replace (
            regexp_replace(url, concat(latest_key, '$'), key) as url
        )
    from changed_ticket
    union all by name
    select * from core.latest_ticket
    anti join value_then using (source, ticket_id)
)
select
    row_number() over (
        order by coalesce(gone_at <= core.as_of(), false), created_at, source, ticket_id
    )::integer as ticket_number,
    every_ticket.* exclude (updated_at, labels, components, milestone, milestone_due_on) replace (
        case when gone_at <= core.as_of() then gone_at end as gone_at,
        least(last_seen_at, core.as_of()) as last_seen_at
    ),
    coalesce(gone_at <= core.as_of() and gone_reason = 'missing', false) as is_deleted
from every_ticket
