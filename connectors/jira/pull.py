"""A pull of one Jira site: first contact, reference data, then every project, several at once."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter

from connectors.errors import BadAnswer, Forbidden, RequestRefused
from connectors.jira.client import JiraClient
from connectors.jira.connection import Connection, cloud_id, connect
from connectors.jira.context import PullContext
from connectors.jira.fields import Fields
from connectors.jira.progress_count import ProgressCount
from connectors.jira.project import BATCHES_AT_ONCE, NEVER, ProjectWalk
from connectors.jira.site import SCOPE, Site, walk_site
from connectors.jira.source import JiraSource, known_keys
from connectors.landing.landing import Landing
from connectors.landing.walk import Record
from connectors.outcome import ScopeOutcome, SourceOutcome
from connectors.progress import Progress, silent
from connectors.reference import Group, Reference, pull_whole

PROJECTS_AT_ONCE = 4
CHECK_SECONDS = 60.0

Json = dict[str, Any]


def check(source: JiraSource) -> datetime:
    """The server's clock (aware, UTC), once it is known to be a Jira site that accepts the credentials.

    Raises SourceError otherwise: within about 10 s when nobody answers.
    """
    connection = connect(source, time.monotonic() + CHECK_SECONDS)
    with closing(connection.client):
        _check_query(connection.client)
        return connection.started_at


def pull(
    source: JiraSource, landing: Landing, progress: Progress = silent, deadline: float | None = None
) -> SourceOutcome:
    """Land everything that is new on a site. `deadline` is a time.monotonic(): scopes it cuts end partial.

    Raises SourceError, as check does, before anything is landed; later errors are outcomes of scopes.
    """
    return pull_whole(source.name, opened(source, landing, progress, deadline))


@contextmanager
def opened(
    source: JiraSource, landing: Landing, progress: Progress, deadline: float | None
) -> Iterator[SitePull]:
    """A pull to be made in parts. Raises SourceError, as check does; `deadline` is that of `pull`."""
    connection = connect(source, deadline)
    with closing(connection.client):
        _check_query(connection.client)
        yield SitePull(connection, landing, progress)


@dataclass(frozen=True, slots=True)
class Shared:
    """What the walks over all projects want to know of their site. `started_at` is its clock, aware UTC."""

    fields: Fields
    sprints: frozenset[str]
    projects: frozenset[str]
    deleted_worklogs: frozenset[str]
    started_at: datetime


SHARED = TypeAdapter(Shared)


class SitePull:
    """One connection to a site, over which reference data and projects are read."""

    def __init__(self, connection: Connection, landing: Landing, progress: Progress) -> None:
        self._connection = connection
        self._client = connection.client
        self._landing = landing
        self._progress = progress

    @property
    def started_at(self) -> datetime:
        return self._connection.started_at

    @property
    def requests(self) -> int:
        return self._client.http.requests

    @property
    def waited_seconds(self) -> float:
        return self._client.http.waited_seconds

    @property
    def received_bytes(self) -> int:
        return self._client.http.received_bytes

    def read_reference(self) -> Reference:
        """Land the site's reference data. The groups are the wanted projects, one each.

        First come those that were read whole before, since they take least.
        """
        client, landing, source = self._client, self._landing, self._client.source
        self._progress(source.name, "reference data", 0, 1)
        info = {**self._connection.info, "cloudId": cloud_id(source, self._connection)}
        outcome, site = walk_site(client, landing, info, self.started_at)
        self._progress(source.name, "reference data", 1, 1)
        if site is None:
            return Reference((outcome,), {}, ())
        ended = [*_invisible(client, landing, site), *_gone_projects(client, landing, site, self.started_at)]
        version = site.fields.request_version
        wanted = [project for project in site.projects if source.wants(project)]
        marks = {p["id"]: landing.watermark(source.name, str(p["id"]), version) for p in wanted}
        deleted = _deleted_worklogs(client, [mark for mark in marks.values() if mark is not None])
        wanted.sort(key=lambda p: (marks[p["id"]] or datetime.max.replace(tzinfo=UTC), p["key"]))
        ids = frozenset(str(project["id"]) for project in wanted)
        shared = Shared(site.fields, site.sprints, ids, deleted, self.started_at)
        return Reference(
            (outcome, *ended),
            SHARED.dump_python(shared, mode="json"),
            tuple(_group(project) for project in wanted),
        )

    def walk(self, shared: Json, groups: Sequence[Group]) -> list[ScopeOutcome]:
        """Walk projects, several at once."""
        if not groups:
            return []
        site = SHARED.validate_python(shared)
        at_once = min(PROJECTS_AT_ONCE, len(groups))
        projects = [project for group in groups for project in group.things]
        with ThreadPoolExecutor(BATCHES_AT_ONCE) as workers, ThreadPoolExecutor(at_once) as walkers:
            context = PullContext(
                self._client,
                self._landing,
                site.fields,
                site.sprints,
                site.projects,
                site.deleted_worklogs,
                site.started_at,
                workers,
                at_once,
                ProgressCount(self._client.source.name, self._progress),
            )
            try:
                return list(walkers.map(lambda project: ProjectWalk(context, project).run(), projects))
            except BaseException:
                self._client.http.stop()
                raise


def _group(project: Json) -> Group:
    id_, key = str(project["id"]), str(project["key"])
    return Group({id_: key}, ({"id": id_, "key": key},))


def _check_query(client: JiraClient) -> None:
    """Have the site read the configured query, before it is made a part of others.

    It is read alone, so that no bracket in it can end what it stands in, and with a condition around it.
    """
    jql = client.source.jql
    if jql is None:
        return
    for query in (jql, f"({jql}) ORDER BY id ASC"):
        if wrong := client.wrong_with(query):
            raise BadAnswer(client.source.name, f"the site does not accept the query {jql!r}: {wrong}")


def _gone_projects(
    client: JiraClient, landing: Landing, site: Site, started_at: datetime
) -> list[ScopeOutcome]:
    """Declare the tickets gone that are known of projects that the site says are archived or in the trash."""
    source = client.source.name
    outcomes = []
    for project, reason in site.gone:
        scope, key = str(project["id"]), str(project["key"])
        known = landing.known(source, "jira_issue", scope)
        is_named = bool({scope, *known_keys(project)} & {name.upper() for name in client.source.projects})
        if not client.source.wants(project) or not (known or is_named):
            continue
        if not known:
            outcomes.append(
                ScopeOutcome(source, scope, key, "whole", f"{reason}: there is nothing to be read of it")
            )
            continue
        with landing.walk(source, scope, site.fields.request_version, started_at) as walk:
            walk.land("jira_issue", [Record(id_, None, reason=reason) for id_ in sorted(known, key=int)])
            walk.finish(NEVER, {"name": key, "gone": reason})
            message = f"{reason}: its {len(known)} tickets keep their history and are gone"
            outcomes.append(ScopeOutcome(source, scope, key, "whole", message, walk.counts))
    return outcomes


def _invisible(client: JiraClient, landing: Landing, site: Site) -> list[ScopeOutcome]:
    """Failed outcomes for projects that are configured, or were pulled before, and are not visible now."""
    source = client.source
    listed = [*site.projects, *(project for project, _ in site.gone)]
    visible = {str(project["id"]) for project in listed}
    visible |= {key for project in listed for key in known_keys(project)}
    outcomes = []
    for name in source.projects:
        if name.upper() not in visible:
            message = (
                f"project {name} is not visible to {source.account}; check the key, that the project is not"
                " archived, and the account's 'Browse Projects' permission"
            )
            outcomes.append(ScopeOutcome(source.name, name, name, "failed", message))
    if not source.projects:
        for project in sorted(landing.known(source.name, "jira_project", SCOPE) - visible):
            if project not in source.exclude_projects:
                message = (
                    f"project {project} was visible to {source.account} and is not any more; its tickets keep"
                    f" their last state. Give it back, or, if it is gone, put {project} in exclude_projects"
                )
                outcomes.append(ScopeOutcome(source.name, project, project, "failed", message))
    return outcomes


def _deleted_worklogs(client: JiraClient, marks: list[datetime]) -> frozenset[str]:
    """The worklogs that were deleted since the earliest of these watermarks, if the site tells."""
    try:
        pages = client.deleted_worklogs(min(marks)) if marks else []
        return frozenset(id_ for page in pages for id_ in page)
    except (RequestRefused, Forbidden):
        # Tickets that are read whole show it too.
        return frozenset()
