"""A site's reference data: fields, statuses, types, projects, users and boards, read whole every time."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from connectors.errors import CredentialsRefused, OutOfTime, SourceError
from connectors.jira import agile, records
from connectors.jira.client import JiraClient, Reason
from connectors.jira.fields import SHAPES, Fields, discover
from connectors.jira.skipped import FEW, SkippedRecords
from connectors.landing.landing import Landing
from connectors.landing.walk import Record, Walk
from connectors.outcome import ScopeOutcome

SCOPE = "site"
OVERLAP = timedelta(minutes=15)
# Of so many things of one kind that are not listed any more a walk asks one by one why.
LOOKED_UP = 50

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Site:
    """What the walks over projects need to know. `projects` are all that the account may browse.

    `gone` are those that the site says are archived or in the trash. `sprints` are the ids of those that its
    boards list.
    """

    fields: Fields
    projects: tuple[Json, ...]
    gone: tuple[tuple[Json, Reason], ...]
    sprints: frozenset[str]


def walk_site(
    client: JiraClient, landing: Landing, server_info: Json, started_at: datetime
) -> tuple[ScopeOutcome, Site | None]:
    """Land the reference data; without it (the outcome says why) no project can be read.

    Users and boards that may not be listed are no reason to stop: people keep their ids, and the outcome is
    failed.
    """
    outcome = ScopeOutcome(client.source.name, SCOPE, "reference data", "whole")
    known = (landing.last_walk(client.source.name, SCOPE) or {}).get("cloud_id")
    about = {"name": outcome.name, "cloud_id": server_info.get("cloudId") or known}
    began = time.monotonic()
    version = hashlib.blake2b(f"site {SHAPES}".encode(), digest_size=6).hexdigest()
    site = None
    with landing.walk(client.source.name, SCOPE, version, started_at) as walk:
        reader = _Reader(client, landing, walk, SkippedRecords(client.source.name, SCOPE), outcome)
        try:
            site = reader.read(server_info)
            reader.skipped.land(walk, landing)
            if message := reader.skipped.message():
                reader.lack(message, "partial")
            walk.finish(started_at - OVERLAP, about, is_whole=outcome.state == "whole")
        except OutOfTime as error:
            outcome.state, outcome.message = "partial", error.message
        except SourceError as error:
            outcome.state, outcome.message = "failed", error.message
        outcome.counts = walk.counts
    outcome.seconds = time.monotonic() - began
    return outcome, site


@dataclass(frozen=True, slots=True)
class _Reader:
    client: JiraClient
    landing: Landing
    walk: Walk
    skipped: SkippedRecords
    outcome: ScopeOutcome

    def read(self, server_info: Json) -> Site:
        client = self.client
        fields = client.fields()
        listed = [project for page in client.projects() for project in page]
        # Without a key there is no asking for it: it is among what was skipped.
        projects = tuple(project for project in listed if "key" in project and _reason(project) is None)
        if not projects:
            message = f"{client.source.account} sees no project; check its 'Browse Projects' permission"
            raise CredentialsRefused(client.source.name, message)
        self._land("jira_site", records.site, [server_info])
        self._land("jira_field", records.field, fields)
        self._land("jira_status", records.status, client.statuses())
        self._land("jira_issue_type", records.issue_type, client.issue_types())
        self._land("jira_project", records.project, listed)
        boards = self._boards(projects)
        try:
            for page in client.users():
                self._land("jira_user", records.user, page)
        except CredentialsRefused as error:
            self.lack(f"{error.message}; listing users needs 'Browse users and groups'", "failed")
        chosen = {*client.source.fields, *(board.estimate for board in boards.wanted if board.estimate)}
        gone = tuple(
            (project, why) for project in listed if "key" in project and (why := _reason(project)) is not None
        )
        return Site(discover(fields, chosen), projects, gone, frozenset(boards.sprints))

    def lack(self, message: str, state: Any) -> None:
        """Say what is missing, beside what else is."""
        self.outcome.message = f"{self.outcome.message}. {message}" if self.outcome.message else message
        if self.outcome.state != "failed":
            self.outcome.state = state

    def _boards(self, projects: Sequence[Json]) -> agile.Boards:
        nothing = agile.Boards(frozenset(), [])
        try:
            boards = agile.boards(self.client, projects)
        except CredentialsRefused as error:
            self.lack(f"{error.message}; boards and sprints need the scopes to read them", "failed")
            return nothing
        if boards is None:
            return nothing
        self._land(
            "jira_board", lambda board: records.board(board.listed, board.configuration), boards.wanted
        )
        self._land("jira_sprint", records.sprint, boards.sprints.values())
        source = self.client.source.name
        known = self.landing.known(source, "jira_board", SCOPE)
        self._bury("board", known, known - boards.listed)
        for board in boards.wanted:
            if board.problem is not None:
                self.skipped.add("jira_board", str(board.listed["id"]), board.problem)
        # Of a board that is gone, sprints may be there all the same.
        known_sprints = self.landing.belonging(
            source, "jira_sprint", "originBoardId", boards.read_whole
        ).keys()
        self._bury("sprint", known_sprints, known_sprints - boards.sprints.keys())
        return boards

    def _bury(self, kind: Literal["board", "sprint"], known: Set[str], missing: Set[str]) -> None:
        """Declare gone what is not listed any more and, asked for by itself, is not there either."""
        if len(missing) >= FEW and len(missing) > len(known) / 2:
            self.lack(
                f"{len(missing)} of {len(known)} {kind}s are not listed; none is declared gone", "partial"
            )
            return
        if missing:
            self.client.require_account()
        for id_ in sorted(missing, key=int)[:LOOKED_UP]:
            if reason := self.client.agile_reason(kind, id_):
                self.walk.land(f"jira_{kind}", [Record(id_, None, reason=reason)], of_any_scope=True)

    def _land(self, stream: str, reduced: Callable[[Any], Record], rows: Iterable[Any]) -> None:
        self.walk.land(stream, self.skipped.records(stream, reduced, rows))


def _reason(project: Json) -> Reason | None:
    """Why there is nothing to be read of a project that is listed."""
    if project.get("deleted") is True:
        return "project gone"
    return "project archived" if project.get("archived") is True else None
