-- The newest version of the organization file, typed.
-- One row.
-- key: hash
select
    hash,
    fetched_at as read_at,
    o.name,
    o.timezone,
    o.sources,
    o.calendars,
    o.teams,
    o.people,
    o.bots,
    o.customers,
    o.statuses,
    o.resolutions,
    o.excluded_types,
    o.ladder,
    o.debounce_seconds,
    o.detectors
from (
    select
        hash,
        fetched_at,
        from_json(payload, '{
            "name": "VARCHAR",
            "timezone": "VARCHAR",
            "sources": [{"name": "VARCHAR", "kind": "VARCHAR",
                         "fields": [{"role": "VARCHAR", "field_id": "VARCHAR"}]}],
            "calendars": [{"id": "VARCHAR", "timezone": "VARCHAR", "opens": "TIME", "closes": "TIME",
                           "days": ["INTEGER"], "holidays": ["DATE"]}],
            "teams": [{"id": "VARCHAR", "name": "VARCHAR", "kind": "VARCHAR", "platform_shared": "BOOLEAN",
                       "calendar": "VARCHAR", "from_at": "TIMESTAMPTZ", "to_at": "TIMESTAMPTZ",
                       "owns": {"jira_projects": ["VARCHAR"],
                                "jira_components": [{"project": "VARCHAR", "component": "VARCHAR"}],
                                "jira_team_values": ["VARCHAR"], "github_teams": ["VARCHAR"]},
                       "members": [{"person": "VARCHAR", "from_at": "TIMESTAMPTZ", "to_at": "TIMESTAMPTZ"}]}],
            "people": [{"id": "VARCHAR", "accounts": [{"source": "VARCHAR", "account": "VARCHAR"}]}],
            "bots": [{"source": "VARCHAR", "account": "VARCHAR"}],
            "customers": [{"source": "VARCHAR", "account": "VARCHAR"}],
            "statuses": {"work": ["VARCHAR"], "todo": ["VARCHAR"], "done": ["VARCHAR"],
                         "owners": [{"status": "VARCHAR", "owner": "VARCHAR"}]},
            "resolutions": {"counted": ["VARCHAR"], "not_counted": ["VARCHAR"]},
            "excluded_types": ["VARCHAR"],
            "ladder": ["VARCHAR"],
            "debounce_seconds": "INTEGER",
            "detectors": ["VARCHAR"]
        }') as o
    from landing.organization
    qualify row_number() over (order by fetched_at desc, walk desc, row desc) = 1
)
