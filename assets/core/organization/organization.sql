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
    o.user_facing,
    o.statuses,
    o.resolutions,
    o.excluded_types,
    o.ladder,
    o.debounce_seconds,
    o.bulk_edit_ticket_count,
    o.conflict_seconds,
    o.detectors,
    o.same_handoff_seconds,
    o.request_seconds
from (
    select
        hash,
        fetched_at,
        from_json(payload, '{
            "name": "VARCHAR",
            "timezone": "VARCHAR",
            "sources": [{"name": "VARCHAR", "kind": "VARCHAR", "history_from": "TIMESTAMPTZ",
                         "fields": [{"role": "VARCHAR", "field_id": "VARCHAR"}]}],
            "calendars": [{"id": "VARCHAR", "timezone": "VARCHAR", "opens": "TIME", "closes": "TIME",
                           "days": ["INTEGER"], "holidays": ["DATE"], "working_days": ["DATE"],
                           "hours": [{"day": "INTEGER", "opens": "TIME", "closes": "TIME"}]}],
            "teams": [{"id": "VARCHAR", "name": "VARCHAR", "kind": "VARCHAR", "platform_shared": "BOOLEAN",
                       "names": [{"name": "VARCHAR", "from_at": "TIMESTAMPTZ", "to_at": "TIMESTAMPTZ"}],
                       "calendar": "VARCHAR", "from_at": "TIMESTAMPTZ", "to_at": "TIMESTAMPTZ",
                       "merged_into": "VARCHAR", "split_from": "VARCHAR",
                       "owns": {"jira_projects": ["VARCHAR"],
                                "jira_components": [{"project": "VARCHAR", "component": "VARCHAR"}],
                                "jira_labels": ["VARCHAR"], "jira_statuses": ["VARCHAR"],
                                "jira_team_values": ["VARCHAR"], "github_teams": ["VARCHAR"], "github_repositories": ["VARCHAR"],
                                "github_paths": [{"repository": "VARCHAR", "path": "VARCHAR"}],
                                "dated": [{"kind": "VARCHAR", "within": "VARCHAR", "value": "VARCHAR",
                                           "from_at": "TIMESTAMPTZ", "to_at": "TIMESTAMPTZ"}]},
                       "members": [{"person": "VARCHAR", "from_at": "TIMESTAMPTZ", "to_at": "TIMESTAMPTZ"}]}],
            "people": [{"id": "VARCHAR", "accounts": [{"source": "VARCHAR", "account": "VARCHAR"}]}],
            "bots": [{"source": "VARCHAR", "account": "VARCHAR"}],
            "customers": [{"source": "VARCHAR", "account": "VARCHAR"}],
            "user_facing": {"jira_projects": ["VARCHAR"], "jira_components": ["VARCHAR"],
                            "jira_labels": ["VARCHAR"], "github_repositories": ["VARCHAR"]},
            "statuses": {"work": ["VARCHAR"], "wait": ["VARCHAR"], "todo": ["VARCHAR"], "done": ["VARCHAR"],
                         "owners": [{"status": "VARCHAR", "owner": "VARCHAR"}]},
            "resolutions": {"counted": ["VARCHAR"], "not_counted": ["VARCHAR"]},
            "excluded_types": ["VARCHAR"],
            "ladder": ["VARCHAR"],
            "debounce_seconds": "INTEGER",
            "bulk_edit_ticket_count": "INTEGER",
            "conflict_seconds": "INTEGER",
            "detectors": ["VARCHAR"],
            "same_handoff_seconds": "INTEGER",
            "request_seconds": "INTEGER"
        }') as o
    from landing.organization
    qualify row_number() over (order by fetched_at desc, walk desc, row desc) = 1
)
