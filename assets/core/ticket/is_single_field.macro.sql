-- Whether a ticket holds one value of a field at a time, in the words of core.ticket_change.
create or replace macro core.is_single_field(field) as (
    field in (
        'status', 'assignee', 'reporter', 'team', 'project', 'key', 'points', 'resolution', 'type',
        'priority', 'parent', 'flagged'
    )
)
