"""A pull of one Jira Cloud site: first contact, reference data, then every project, several at once."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from connectors.http import Answer
from connectors.jira import reduce
from connectors.jira.client import AT_ONCE, JiraClient
from connectors.jira.project import ProjectWalk, Pull, Tally
from connectors.jira.site import SCOPE, Site, walk_site
from connectors.jira.source import JiraSource
from connectors.landing import Landing
from connectors.outcome import BadAnswer, ScopeOutcome, SourceOutcome
from connectors.progress import Progress, silent

PROJECTS_AT_ONCE = 4
CHECK_SECONDS = 60.0

Json = dict[str, Any]


def check(source: JiraSource) -> datetime:
    """The server's clock (aware, UTC), once it is known to be a Jira Cloud site that accepts the credentials.

    Raises SourceError otherwise: within about 10 s when nobody answers.
    """
    with closing(JiraClient(source, time.monotonic() + CHECK_SECONDS)) as client:
        return _first_contact(client)[1]


def pull(
    source: JiraSource, landing: Landing, progress: Progress = silent, deadline: float | None = None
) -> SourceOutcome:
    """Land everything that is new on a site. `deadline` is a time.monotonic(): scopes it cuts end partial.

    Raises SourceError, as check does, before anything is landed; later errors are outcomes of scopes.
    """
    began = time.monotonic()
    with closing(JiraClient(source, deadline)) as client:
        info, started_at = _first_contact(client)
        outcome = SourceOutcome(source.name, started_at)
        progress(source.name, "reference data", 0, 1)
        reference, site = walk_site(client, landing, info, started_at)
        progress(source.name, "reference data", 1, 1)
        outcome.scopes.append(reference)
        if site is not None:
            outcome.scopes += _invisible(client, landing, site)
            outcome.scopes += _walk_projects(client, landing, site, started_at, progress)
        outcome.requests = client.http.requests
    outcome.seconds = time.monotonic() - began
    return outcome


def _first_contact(client: JiraClient) -> tuple[Json, datetime]:
    answer = client.server_info()
    kind = answer.body.get("deploymentType")
    if kind in ("Server", "Data Center"):
        message = f"{client.source.url} is Jira {kind}, which is not supported yet; Baton reads Jira Cloud"
        raise BadAnswer(client.source.name, message)
    if kind != "Cloud":
        raise BadAnswer(
            client.source.name, f"{client.source.url} does not say that it is Jira; check the url"
        )
    client.myself()
    return answer.body, _clock(client, answer)


def _clock(client: JiraClient, answer: Answer) -> datetime:
    try:
        told = reduce.instant(answer.body.get("serverTime"))
        return told or parsedate_to_datetime(answer.headers.get("Date", "")).astimezone(UTC)
    except (ValueError, TypeError, AttributeError):
        raise BadAnswer(
            client.source.name, "GET /rest/api/3/serverInfo: the site does not tell the time"
        ) from None


def _invisible(client: JiraClient, landing: Landing, site: Site) -> list[ScopeOutcome]:
    """Failed outcomes for projects that are configured, or were pulled before, and are not visible now."""
    source = client.source
    visible = {str(project["id"]) for project in site.projects}
    visible |= {str(project["key"]).upper() for project in site.projects}
    outcomes = []
    for name in source.projects:
        if name.upper() not in visible:
            message = (
                f"project {name} is not visible to {source.user}; check the key, that the project is not"
                " archived, and the account's 'Browse Projects' permission"
            )
            outcomes.append(ScopeOutcome(source.name, name, name, "failed", message))
    if not source.projects:
        for project in sorted(landing.known(source.name, "jira_project", SCOPE) - visible):
            if project not in source.exclude_projects:
                message = (
                    f"project {project} was visible to {source.user} and is not any more; its tickets keep"
                    f" their last state. Give it back, or, if it is gone, put {project} in exclude_projects"
                )
                outcomes.append(ScopeOutcome(source.name, project, project, "failed", message))
    return outcomes


def _walk_projects(
    client: JiraClient, landing: Landing, site: Site, started_at: datetime, progress: Progress
) -> list[ScopeOutcome]:
    """Walk the wanted projects; first those that were read whole before, since they take least."""
    source, version = client.source, site.fields.request_version
    wanted = [project for project in site.projects if source.wants(str(project["id"]), str(project["key"]))]
    marks = {p["id"]: landing.watermark(source.name, str(p["id"]), version) for p in wanted}
    wanted.sort(key=lambda p: (marks[p["id"]] or datetime.max.replace(tzinfo=UTC), p["key"]))
    with ThreadPoolExecutor(AT_ONCE) as workers, ThreadPoolExecutor(PROJECTS_AT_ONCE) as walkers:
        shared = Pull(
            client,
            landing,
            site.fields,
            frozenset(str(project["id"]) for project in wanted),
            started_at,
            workers,
            Tally(source.name, progress),
        )
        try:
            return list(walkers.map(lambda project: ProjectWalk(shared, project).run(), wanted))
        except BaseException:
            client.http.stop()
            raise
