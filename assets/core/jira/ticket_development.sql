-- How many pull requests on GitHub Jira's development information counts for a ticket. The field tells how many there are
-- and not which, and has no history: a run as of an instant that was asked for knows none. Two integrations that both know of a pull request count it twice, so the one that knows most counts.
-- One row per ticket of which Jira knows pull requests.
-- key: source, ticket_id
with summary as (
    select source, ticket_id, try_cast(regexp_extract(value_text, 'json=(\{.*\})\}$', 1) as json) as summary
    from core.jira_field_value
    where role = 'development' and not (select is_as_of_asked from core.run)
),
instance as (
    select source, ticket_id, unnest(summary -> '$.cachedValue.summary.pullrequest.byInstanceType.*') as i
    from summary
)
select source, ticket_id, max(try_cast(i ->> 'count' as bigint)) as pull_request_count
from instance
where i ->> 'name' ilike 'github%'
group by source, ticket_id
