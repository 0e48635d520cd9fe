-- What tickets were planned for at as_of: the milestone that a ticket shows; where one was given or taken away after as_of,
-- what the last change before that says. When it is due is known of what a ticket shows alone: null where that came later.
-- Jira's versions are several of a ticket, and none of them.
-- One row per ticket with a milestone.
-- key: source, ticket_id
with milestone_change as (
    select source, ticket_id, happened_at, change_id, to_text
    from core.ticket_change
    where field = 'milestone'
),
later_change as (
    select distinct source, ticket_id
    from milestone_change
    where happened_at > core.as_of()
),
milestone_then as (
    select
        source, ticket_id,
        -- Of two in one second, one takes away and the other gives.
        arg_max(struct_pack(name := to_text), (happened_at, to_text is not null, change_id)).name as name
    from milestone_change
    semi join later_change using (source, ticket_id)
    where happened_at <= core.as_of()
    group by source, ticket_id
)
select source, ticket_id, name, null::date as due_on
from milestone_then
where name is not null
union all
select source, ticket_id, milestone, milestone_due_on
from core.latest_ticket
anti join later_change using (source, ticket_id)
where milestone is not null
