"""A site's reference data: its fields, statuses, projects and users, read whole every time."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from connectors.http import OutOfTime
from connectors.jira import reduce
from connectors.jira.client import JiraClient
from connectors.jira.fields import SHAPES, Fields, discover
from connectors.landing import Landing, Record, Walk
from connectors.outcome import BadAnswer, CredentialsRefused, ScopeOutcome, SourceError

SCOPE = "site"
OVERLAP = timedelta(minutes=15)

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Site:
    """What the walks over projects need to know. `projects` are all that the account may browse."""

    fields: Fields
    projects: tuple[Json, ...]


def walk_site(
    client: JiraClient, landing: Landing, server_info: Json, started_at: datetime
) -> tuple[ScopeOutcome, Site | None]:
    """Land the reference data; without it (the outcome says why) no project can be read.

    Users that may not be listed are no reason to stop: people keep their ids, and the outcome is failed.
    """
    outcome = ScopeOutcome(client.source.name, SCOPE, "reference data", "whole")
    began = time.monotonic()
    version = hashlib.blake2b(f"site {SHAPES}".encode(), digest_size=6).hexdigest()
    site = None
    with landing.walk(client.source.name, SCOPE, version, started_at) as walk:
        try:
            site = _land(client, walk, server_info)
            try:
                for page in client.users():
                    walk.land("jira_user", records(client, "GET /rest/api/3/users/search", reduce.user, page))
            except CredentialsRefused as error:
                outcome.state = "failed"
                outcome.message = f"{error.message}; listing users needs 'Browse users and groups'"
            walk.finish(started_at - OVERLAP, {"name": outcome.name})
        except OutOfTime as error:
            outcome.state, outcome.message = "partial", error.message
        except SourceError as error:
            outcome.state, outcome.message = "failed", error.message
        outcome.counts = walk.counts
    outcome.seconds = time.monotonic() - began
    return outcome, site


def records(
    client: JiraClient, name: str, reduced: Callable[[Any], Record], rows: Iterable[Any]
) -> list[Record]:
    """Rows of an answer as records; one that is not shaped as promised is a BadAnswer."""
    try:
        return [reduced(row) for row in rows]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        what = f"{error} is missing" if isinstance(error, KeyError) else type(error).__name__
        raise BadAnswer(
            client.source.name, f"{name}: a record has not the shape it is documented with: {what}"
        ) from error


def _land(client: JiraClient, walk: Walk, server_info: Json) -> Site:
    fields, projects = client.fields(), [project for page in client.projects() for project in page]
    if not projects:
        message = f"{client.source.user} sees no project; check its 'Browse Projects' permission"
        raise CredentialsRefused(client.source.name, message)
    walk.land("jira_site", records(client, "GET /rest/api/3/serverInfo", reduce.site, [server_info]))
    walk.land("jira_field", records(client, "GET /rest/api/3/field", reduce.field, fields))
    walk.land("jira_status", records(client, "GET /rest/api/3/status", reduce.status, client.statuses()))
    walk.land("jira_project", records(client, "GET /rest/api/3/project/search", reduce.project, projects))
    return Site(discover(fields), tuple(projects))
