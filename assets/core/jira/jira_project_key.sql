-- Keys of Jira's projects, as each look saw them; what Jira says that a project was called earlier, it was at any time before.
-- One row per look and project, and per earlier key.
-- view: core.project_key
select source, id as project_id, payload ->> 'key' as key, fetched_at as seen_at
from landing.jira_project
where payload is not null
union all
select
    source, id, unnest(list_filter(
        from_json(payload -> 'projectKeys', '["VARCHAR"]'), lambda former: former <> (payload ->> 'key')
    )),
    '-infinity'::timestamp
from landing.jira_project
where payload is not null
