-- What this publication is, and whether it is complete: read it before you quote a number.
-- One row.
-- key: publish_id
-- column publish_id: name of the snapshot's directory
-- column organization: the organization's name
-- column as_of: everything up to this instant counts, nothing later, UTC
-- column as_of_local: the same by the clocks of the organization's time zone
-- column is_as_of_asked: whether somebody asked for this instant (--as-of); otherwise it is when the sources were asked
-- column known_at: only what had been landed by then counts, UTC; null where nobody asked for that (--known-at)
-- column known_at_local: the same by the clocks of the organization's time zone
-- column what_if: what is supposed here and did not happen, where this is a what-if (`baton whatif merge … --publish`); null where all is as it was
-- column is_complete: false where a scope could not be read whole: its last whole state stands in (see scope)
-- column incomplete_scope_count: scopes that could not be read whole
-- column report_timezone: time zone of the weeks
-- column organization_version: hash of the organization file's version that the numbers were made with
-- column schema_version: raised when a table or column is renamed, removed or changes its meaning
-- column ticket_count: tickets known, gone ones included
-- column pull_request_count: pull requests known
-- column handoff_count: handoffs found
-- column ownership_conflict_ratio: counted tickets whose Team field and assignee named different teams for more than a business day; above 0.1 doubt every number on handoffs
-- column unknown_actor_action_ratio: human actions on tickets and their pull requests by accounts that the organization file does not name; they pick nothing up and own nothing, so the higher it is, the later or fewer the pickups that are found
-- column slip_count: ownership intervals that the debounce took for slips of the hand
-- column bulk_edit_count: entries of bulk edits (one author, one minute, 20 tickets or more), which pick nothing up
select
    run.run_id as publish_id,
    o.name as organization,
    run.as_of,
    core.local_time(run.as_of) as as_of_local,
    run.is_as_of_asked,
    run.known_at,
    core.local_time(run.known_at) as known_at_local,
    run.what_if,
    run.is_complete,
    (select count(*) from core.scope where state not in ('whole', 'left out'))::bigint
        as incomplete_scope_count,
    o.timezone as report_timezone,
    o.hash as organization_version,
    1 as schema_version,
    (select count(*) from core.ticket)::bigint as ticket_count,
    (select count(*) from core.pull_request)::bigint as pull_request_count,
    (select count(*) from flow.handoff)::bigint as handoff_count,
    (select count(distinct ticket_number) from flow.ownership_conflict)
    / nullif((select count(*) from core.ticket where is_counted), 0) as ownership_conflict_ratio,
    (
        select count(*) filter (where person.origin is distinct from 'file') / nullif(count(*), 0)
        from flow.action as action
        left join core.person as person on person.person_id = action.person_id
    ) as unknown_actor_action_ratio,
    (select count(*) from flow.ownership_interval where is_slip)::bigint as slip_count,
    (select count(*) from flow.action where is_bulk)::bigint as bulk_edit_count
from core.run as run
cross join core.organization as o
