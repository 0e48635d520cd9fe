"""A first look at a Jira site: who and what is there, for somebody who begins to describe it."""

from __future__ import annotations

import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from connectors.errors import CredentialsRefused
from connectors.jira.client import JiraClient
from connectors.jira.connection import connect
from connectors.jira.fields import TEAM
from connectors.jira.source import JiraSource

RECENT_TICKETS = 200
LOOK_SECONDS = 900.0

Json = dict[str, Any]


@dataclass(slots=True)
class Discovery:
    """`team_values` counts, by project key, the Team field's names among the tickets that changed last;
    `recent_counts` has how many these are."""

    projects: list[Json]
    statuses: list[Json]
    users: list[Json] = field(default_factory=list)
    team_values: dict[str, Counter[str]] = field(default_factory=dict)
    recent_counts: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def look(source: JiraSource) -> Discovery:
    """Raises SourceError where nothing can be read. Lands nothing."""
    with closing(connect(source, time.monotonic() + LOOK_SECONDS).client) as client:
        projects = [project for page in client.projects() for project in page]
        wanted = [one for one in projects if source.wants(str(one["id"]), str(one["key"]))]
        discovery = Discovery(wanted, client.statuses())
        try:
            discovery.users = [user for page in client.users() for user in page]
        except CredentialsRefused:
            discovery.notes.append(f"{source.name}: users may not be listed ('Browse users and groups')")
        fields = [
            str(one["id"]) for one in client.fields() if (one.get("schema") or {}).get("custom") == TEAM
        ]
        if fields:
            for project in wanted:
                key = str(project["key"])
                ids = [one for page in client.issue_ids(f'project = "{key}"') for one in page]
                newest = ids[-RECENT_TICKETS:]
                discovery.recent_counts[key] = len(newest)
                discovery.team_values[key] = _team_values(client, newest, fields)
    return discovery


def _team_values(client: JiraClient, recent: list[str], fields: list[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for page in client.found(recent, fields) if recent else []:
        for ticket in page:
            values = [ticket["fields"].get(name) for name in fields]
            found.update(
                {str(value["name"]) for value in values if isinstance(value, dict) and value.get("name")}
            )
    return found
