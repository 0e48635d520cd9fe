-- Scopes (Jira projects, GitHub repositories and their hosts' reference data): what the newest run made of each, and
-- how fresh its data is.
-- One row per scope.
-- key: source, scope
with whole_walk as (
    select
        source,
        scope,
        max(core.instant(payload ->> 'started_at')) as whole_at
    from landing.walk
    where payload ->> 'state' = 'whole'
    group by source, scope
),
newest as (
    select from_json(payload -> 'sources', '[{"source": "VARCHAR", "scopes": [{"scope": "VARCHAR",
        "name": "VARCHAR", "state": "VARCHAR", "message": "VARCHAR"}]}]') as sources
    from landing.run
    qualify row_number() over (order by fetched_at desc, walk desc, row desc) = 1
),
newest_scope as (
    select s.source, c.scope, c.name, c.state, c.message
    from newest, unnest(sources) as u (s), unnest(s.scopes) as v (c)
)
select
    coalesce(newest_scope.source, whole_walk.source) as source,
    coalesce(newest_scope.scope, whole_walk.scope) as scope,
    newest_scope.name,
    coalesce(newest_scope.state, 'left out') as state,
    newest_scope.message,
    whole_walk.whole_at
from newest_scope
full join whole_walk on whole_walk.source = newest_scope.source and whole_walk.scope = newest_scope.scope
where coalesce(newest_scope.source, whole_walk.source) <> 'baton'
