-- The values of a ticket that are one at a time, as they stand now: field, the vendor's id of the value, its text.
create or replace macro core.single_values(ticket) as [
    struct_pack(field := 'status', id := ticket.status_id, text := null),
    struct_pack(field := 'assignee', id := ticket.assignee, text := null),
    struct_pack(field := 'reporter', id := ticket.reporter, text := null),
    struct_pack(field := 'project', id := ticket.project_id, text := ticket.project_key),
    struct_pack(field := 'key', id := null, text := ticket.key),
    struct_pack(field := 'resolution', id := ticket.resolution_id, text := ticket.resolution),
    struct_pack(field := 'type', id := ticket.type_id, text := ticket.type),
    struct_pack(field := 'priority', id := ticket.priority_id, text := ticket.priority),
    struct_pack(field := 'parent', id := ticket.parent_id, text := ticket.parent_key)
]
