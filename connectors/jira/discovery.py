"""A first look at a Jira site: who and what is there, for somebody who begins to describe it."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from connectors.errors import CredentialsRefused
from connectors.jira.connection import connect
from connectors.jira.source import JiraSource
from connectors.jira.ticket_look import ProjectLook, look_at_projects, wanted_projects

LOOK_SECONDS = 1800.0

Json = dict[str, Any]


@dataclass(slots=True)
class Discovery:
    """`looks` has, by project key, what its tickets say."""

    projects: list[Json]
    statuses: list[Json]
    users: list[Json] = field(default_factory=list)
    looks: dict[str, ProjectLook] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def look(source: JiraSource) -> Discovery:
    """Raises SourceError where nothing can be read. Lands nothing."""
    with closing(connect(source, time.monotonic() + LOOK_SECONDS).client) as client:
        projects = [project for page in client.projects() for project in page]
        wanted = wanted_projects(source, projects)
        discovery = Discovery(wanted, client.statuses())
        try:
            discovery.users = [user for page in client.users() for user in page]
        except CredentialsRefused:
            discovery.notes.append(f"{source.name}: users may not be listed ('Browse users and groups')")
        for found in look_at_projects(client, wanted, with_acts=True):
            discovery.looks[found.key] = found
            discovery.notes += [f"{source.name}: {found.note}"] if found.note else []
    return discovery
