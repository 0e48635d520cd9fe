-- How the assignee of GitHub's issues changed, in the columns of core.ticket_change: of several who are assigned at once, the
-- one who was assigned last and still is counts.
-- One row per change.
-- view: core.github_ticket_change
with assignment as (
    select *, kind = 'AssignedEvent' as is_assigned
    from core.github_issue_event
    where kind in ('AssignedEvent', 'UnassignedEvent') and assignee is not null
),
-- After each event: everybody's newest event so far, and of those who are assigned by it the newest.
assignee_state as (
    select
        this.source, this.ticket_id, this.place,
        arg_max(that.is_assigned, that.place) as is_assigned,
        max(that.place) as since,
        that.assignee
    from assignment as this
    inner join assignment as that
        on that.source = this.source and that.ticket_id = this.ticket_id and that.place <= this.place
    group by this.source, this.ticket_id, this.place, that.assignee
),
holder as (
    select source, ticket_id, place, arg_max(assignee, since) filter (where is_assigned) as assignee
    from assignee_state
    group by source, ticket_id, place
),
assignee_step as (
    select
        assignment.source,
        assignment.ticket_id,
        assignment.change_id,
        assignment.happened_at,
        assignment.account_id,
        lag(holder.assignee)
            over (partition by holder.source, holder.ticket_id order by holder.place)
            as before,
        holder.assignee as after
    from holder
    inner join assignment
        on assignment.source = holder.source and assignment.ticket_id = holder.ticket_id
        and assignment.place = holder.place
)
select
    source, change_id, 1 as item_number, ticket_id, happened_at, account_id, 'assignee' as field,
    before as from_id, before as from_text, after as to_id, after as to_text
from assignee_step
where before is distinct from after
