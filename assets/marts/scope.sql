-- How fresh and how whole the data is: what the newest run made of each Jira project and GitHub repository.
-- One row per scope.
-- key: source, scope
-- show: select source, name, state, whole_at, message from marts.scope order by state, source, name
-- column source: configured name of the Jira site or GitHub host
-- column scope: the vendor's id of the project or repository; reference data has a scope of its own
-- column name: its key or name
-- column state: whole, partial, failed, or left out (not asked for by the newest run)
-- column message: what went wrong, or is missing
-- column whole_at: start of the last walk that read it whole, UTC: its data is as of then; null if never
-- column age_hours: how old that is at as_of; 0 where it was read later
select
    scope.source,
    scope.scope,
    scope.name,
    scope.state,
    scope.message,
    scope.whole_at,
    greatest(epoch(core.as_of() - scope.whole_at) / 3600, 0) as age_hours
from core.scope as scope
order by scope.source, scope.scope
