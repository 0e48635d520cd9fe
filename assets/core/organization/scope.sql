-- Scopes (Jira projects, GitHub repositories and their hosts' reference data): what the newest run made of each, and
-- how fresh its data is.
-- One row per scope.
-- key: source, scope
with whole as (
    select
        source,
        scope,
        max((payload ->> 'started_at')::timestamptz::timestamp) as whole_at
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
told as (
    select s.source, c.scope, c.name, c.state, c.message
    from newest, unnest(sources) as u (s), unnest(s.scopes) as v (c)
)
select
    coalesce(told.source, whole.source) as source,
    coalesce(told.scope, whole.scope) as scope,
    told.name,
    coalesce(told.state, 'left out') as state,
    told.message,
    whole.whole_at
from told
full join whole on whole.source = told.source and whole.scope = told.scope
where coalesce(told.source, whole.source) <> 'baton'
