"""What a Jira site shows to the account that is configured for it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing

from connectors.jira.client import JiraClient
from connectors.jira.connection import Connection, connect
from connectors.jira.fields import discover
from connectors.jira.pull import check
from connectors.jira.source import JiraSource
from connectors.outcome import Description

SECONDS = 60.0
SHOWN_PROJECTS = 12


def describe(source: JiraSource) -> Description:
    """The account, its projects, the fields that are read, the statuses. Raises what check raises."""
    clock = check(source)
    connection = connect(source, time.monotonic() + SECONDS)
    with closing(connection.client) as client:
        return Description(_flavour(connection), clock, (_account(connection), *_found(client)))


def _flavour(connection: Connection) -> str:
    return f"{connection.info.get('deploymentType')} {connection.info.get('version') or ''}".strip()


def _account(connection: Connection) -> str:
    account = connection.account
    name = account.get("displayName") or account.get("name") or connection.client.source.account
    return f"account: {name}"


def _found(client: JiraClient) -> Iterator[str]:
    projects = [project for page in client.projects() for project in page]
    wanted = sorted(str(project["key"]) for project in projects if client.source.wants(project))
    more = f" and {len(wanted) - SHOWN_PROJECTS} more" if len(wanted) > SHOWN_PROJECTS else ""
    yield f"projects: {len(wanted)} of {len(projects)} seen: {' '.join(wanted[:SHOWN_PROJECTS])}{more}"
    listed = client.fields()
    fields = {str(row["id"]): str(row["name"]) for row in listed}
    asked = [id_ for id_ in discover(listed, client.source.fields).asked if id_.startswith("customfield_")]
    yield "fields: " + ", ".join(f"{fields[id_]} ({id_})" for id_ in asked)
    categories = [(row.get("statusCategory") or {}).get("key") or "none" for row in client.statuses()]
    statuses = sorted(Counter(map(str, categories)).items())
    yield "statuses: " + ", ".join(f"{count} {category}" for category, count in statuses)
