-- What each source is, as it presents itself, how much of it was read, and how fresh that is.
-- One row per source.
-- key: source
-- column source: configured name of the Jira site or GitHub host
-- column kind: jira or github
-- column flavour: of Jira: Cloud, Server or Data Center; null for GitHub
-- column version: of Jira, as it says itself; null for GitHub
-- column scope_count: projects or repositories that the newest run asked for, and the reference data
-- column whole_scope_count: those of them that it read whole
-- column oldest_whole_at: what it asked for is at least as fresh as this, UTC; null where a scope was never whole
-- column history_from: its history is complete from here on, UTC, as the organization file says; null where it always was
-- column ticket_count: tickets known and still there
-- column pull_request_count: pull requests known and still there
-- column skipped_count: records that could not be read
with scope_total as (
    select
        source,
        count(*) as scope_count,
        count(*) filter (where state = 'whole') as whole_scope_count,
        case when count(*) = count(whole_at) then min(whole_at) end as oldest_whole_at
    from core.scope
    where state <> 'left out'
    group by source
)
select
    s.source,
    s.kind,
    site.flavour,
    site.version,
    coalesce(scope_total.scope_count, 0) as scope_count,
    coalesce(scope_total.whole_scope_count, 0) as whole_scope_count,
    scope_total.oldest_whole_at,
    case when isfinite(s.history_from) then s.history_from end as history_from,
    (select count(*) from core.ticket as t where t.source = s.source and t.gone_at is null) as ticket_count,
    (
        select count(*) from core.pull_request as p where p.source = s.source and p.gone_at is null
    ) as pull_request_count,
    (select count(*) from core.skipped_record as k where k.source = s.source) as skipped_count
from core.source as s
left join scope_total on scope_total.source = s.source
left join core.site as site on site.source = s.source
order by s.source
