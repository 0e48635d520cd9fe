-- What this publication is, and whether it is complete: read it before you quote a number.
-- One row.
-- key: publish_id
-- show: select publish_id, as_of, is_complete, ticket_count, pull_request_count, handoff_count from marts.publish_info
-- column publish_id: name of the snapshot's directory
-- column organization: the organization's name
-- column as_of: everything up to this instant counts, nothing later, UTC
-- column is_complete: false where a scope could not be read whole: its last whole state stands in (see scope)
-- column incomplete_scope_count: scopes that could not be read whole
-- column report_timezone: time zone of the weeks
-- column organization_version: hash of the organization file's version that the numbers were made with
-- column schema_version: raised when a table or column is renamed, removed or changes its meaning
-- column ticket_count: tickets known, gone ones included
-- column pull_request_count: pull requests known
-- column handoff_count: handoffs found
select
    run.run_id as publish_id,
    o.name as organization,
    run.as_of,
    run.is_complete,
    (select count(*) from core.scope where state not in ('whole', 'left out'))::bigint as incomplete_scope_count,
    o.timezone as report_timezone,
    o.hash as organization_version,
    1 as schema_version,
    (select count(*) from core.ticket)::bigint as ticket_count,
    (select count(*) from core.pull_request)::bigint as pull_request_count,
    (select count(*) from flow.handoff)::bigint as handoff_count
from core.run as run
cross join core.organization as o
