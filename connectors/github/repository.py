"""The walk over one repository: what it has to read, and what became of it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.github.answers import as_promised
from connectors.github.context import OVERLAP, Repository, Run
from connectors.github.deliveries import STREAMS, delivered, owners_record
from connectors.github.documents import WITH_TEAMS, WITHOUT_TEAMS, Queries
from connectors.github.hydration import Found, Kind, Listed, Unreadable, listed
from connectors.github.people import Users
from connectors.github.query_size import Page
from connectors.github.records import Reduced
from connectors.github.scanning import LISTS, Scanning
from connectors.github.skipped import Skipping
from connectors.landing.walk import Record, Walk
from connectors.outcome import ScopeOutcome

Node = dict[str, Any]
KINDS: tuple[Kind, ...] = ("pull_request", "issue")
_COUNTED: dict[Kind, str] = {"pull_request": "everyPullRequest", "issue": "everyIssue"}
# Some changes do not move a pull request's updatedAt: open ones are read anew this often.
REFRESH = timedelta(days=7)
TEAMS_HIDDEN = (
    "which teams were asked for reviews is unknown, the token may not read teams"
    " (scope read:org, or an app's permission Members: read)"
)


class RepositoryWalk:
    """One repository, from its scan to its commit. `since` is its watermark."""

    def __init__(self, run: Run, repository: Repository, queries: Queries, since: datetime | None) -> None:
        self.repository = repository
        self.since = since
        self.outcome = ScopeOutcome(run.source.name, str(repository.id), repository.full_name, "partial")
        self.notes: list[str] = []
        self.pending = 0
        self.is_listed = False
        self.is_over = False
        self._run = run
        self._queries = queries
        self._began = time.monotonic()
        self._before = run.landing.last_walk(run.source.name, str(repository.id)) or {}
        self.page = Page(run.limits.page, self._before.get("page_ids"))
        self._walk: Walk | None = None
        self._asked: set[str] = set()
        self._known: set[str] = set()
        self._listed: Counter[Kind] = Counter()
        self._done: Counter[Kind] = Counter()
        self._vanished: Counter[Kind] = Counter()
        self._uncounted: dict[str, int] = {}
        self._refreshed_at: datetime | None = None

    def wanted(self, scanning: Scanning, node: Node, started_at: datetime) -> Iterator[Listed]:
        """Begin the walk, land what the scan itself brought, and tell what is to be read whole."""
        self._walk = self._run.landing.walk(
            self.outcome.source, self.outcome.scope, self._queries.version, started_at
        )
        self.outcome.counts = self._walk.counts
        self._skipping = Skipping(self._run.landing, self._walk)
        self._note_hidden(node)
        self._land_deliveries(scanning, node)
        for kind in KINDS:
            yield from self._changed(scanning, node, kind, started_at)
            yield from self._recounted(scanning, node, kind)
        yield from self._refreshed(scanning, node, started_at)
        yield from self._fresh(self._skipping.again())

    def land(self, entries: list[Listed], found: list[Found]) -> None:
        """Land what was read of some that were wanted: those that are not there any more are counted."""
        assert self._walk is not None
        self.pending -= len(entries)
        users: Users = {}
        emails: dict[str, Node] = {}
        for kind in {one.kind for one in entries}:
            records = []
            for one, reduced in zip(entries, found, strict=True):
                if one.kind != kind:
                    continue
                if isinstance(reduced, Reduced):
                    users |= reduced.users
                    emails |= reduced.emails
                    records.append(Record(reduced.id, reduced.payload, _updated_at(reduced)))
                    self._skipping.was_read(one)
                elif isinstance(reduced, Unreadable):
                    self._skipping.skip(one, reduced.reason)
                else:
                    self._vanished[kind] += 1
                    self._skipping.was_read(one)
            self._walk.land(f"github_{kind}", records)
            self._done[kind] += len(records)
        self._land_users(users)
        self._walk.land("github_email", [Record(id_, payload) for id_, payload in emails.items()])
        self._tell()

    def finish(self) -> None:
        """Commit the walk: its watermark moves. With something skipped the scope is not whole."""
        assert self._walk is not None
        self._skipping.land()
        detail = {
            "name": self.repository.full_name,
            "vanished_count": sum(self._vanished.values()),
            "page_ids": self.page.ids,
            "uncounted": self._uncounted,
            "refreshed_at": self._refreshed_at and self._refreshed_at.isoformat(),
        }
        self._walk.finish(self._walk.started_at.replace(tzinfo=UTC) - OVERLAP, detail)
        for kind, count in self._vanished.items():
            what = kind.replace("_", " ")
            self.notes.append(f"{count} {what}s were listed and then not there, or not visible")
        if self._queries is WITHOUT_TEAMS and self.repository.is_of_organization:
            self.notes.append(TEAMS_HIDDEN)
        if self._skipping.reasons:
            self.notes.append(f"{len(self._skipping.reasons)} skipped: {self._skipping.reasons[0]}")
        self.end("partial" if self._skipping.reasons else "whole")

    def end(self, state: str, *notes: str) -> None:
        """Nothing more is read. What was landed of a walk that did not finish stays for the next one."""
        self.is_over = True
        if self._walk is not None:
            self._walk.close()
        # Its group may have many more to walk.
        self._asked, self._known = set(), set()
        self.outcome.state = state  # type: ignore[assignment]
        self.outcome.message = "; ".join([*self.notes, *notes]) or None
        self.outcome.seconds = time.monotonic() - self._began

    def _changed(self, scanning: Scanning, node: Node, kind: Kind, started_at: datetime) -> Iterator[Listed]:
        assert self._walk is not None
        # What was read with teams need not be read again without.
        stream, versions = f"github_{kind}", (self._queries.version, WITH_TEAMS.version)
        landed = {
            id_: record.updated_at.replace(tzinfo=UTC)
            for id_, record in self._walk.taken_up(stream).items()
            if record.request_version in versions and record.updated_at is not None
        }
        self._known = self._run.landing.known(self.outcome.source, stream, self.outcome.scope)
        pages = 0
        for page in scanning.changed(node, kind, self.since):
            pages += 1
            self._known |= {one.id for one in page}
            yield from self._fresh([one for one in page if landed.get(one.id) != one.updated_at])
        if pages > 1 and kind == "pull_request":
            # What moved to the front while the later pages were read may have been missed.
            for page in scanning.changed_meanwhile(node, kind, started_at):
                self._known |= {one.id for one in page}
                yield from self._fresh(page)

    def _recounted(self, scanning: Scanning, node: Node, kind: Kind) -> Iterator[Listed]:
        """Where GitHub counts others than are known: tombstones for what vanished, and what was missed."""
        assert self._walk is not None
        counted = node.get(_COUNTED[kind])
        if counted is None:
            return
        total = int(counted["totalCount"])
        difference = total - len(self._known)
        if difference == self._before.get("uncounted", {}).get(kind, 0):
            self._uncounted[kind] = difference
            return
        with as_promised(self.outcome.source, f"the census of {self.repository.full_name}"):
            there = [listed(kind, each) for page in scanning.fresh_pages(node, LISTS[kind]) for each in page]
        ids = {one.id for one in there}
        gone = self._known - ids
        if len(gone) > max(3, len(self._known) // 2):
            what = f"{len(gone)} of {len(self._known)} {kind.replace('_', ' ')}s"
            self.notes.append(f"{what} are not listed any more: taken for unseen")
            gone = set()
        self._walk.land(f"github_{kind}", [Record(id_, None) for id_ in sorted(gone)])
        self._uncounted[kind] = total - len((self._known - gone) | ids)
        yield from self._fresh([one for one in there if one.id not in self._known])

    def _refreshed(self, scanning: Scanning, node: Node, started_at: datetime) -> Iterator[Listed]:
        """Open pull requests, once in a while: all was read when everything was read for the first time."""
        last = self._before.get("refreshed_at")
        self._refreshed_at = datetime.fromisoformat(last) if last and self.since else None
        if self.since is None:
            self._refreshed_at = started_at
        elif self._refreshed_at is None or started_at - self._refreshed_at >= REFRESH:
            for page in scanning.fresh_pages(node, "pullRequests", states=["OPEN"]):
                yield from self._fresh([listed("pull_request", each) for each in page])
            self._refreshed_at = started_at

    def _fresh(self, found: list[Listed]) -> list[Listed]:
        """Those that are not wanted yet in the state that they are listed in."""
        new = [one for one in found if f"{one.node} {one.updated_at}" not in self._asked]
        self._asked |= {f"{one.node} {one.updated_at}" for one in new}
        for one in new:
            self._listed[one.kind] += 1
        return new

    def _note_hidden(self, node: Node) -> None:
        for name in ("issues", "deployments", "releases"):
            if node.get(name) is None:
                self.notes.append(f"its {name} are not visible to the token")

    def _land_deliveries(self, scanning: Scanning, node: Node) -> None:
        assert self._walk is not None
        for name, stream in STREAMS.items():
            for records, users in delivered(scanning, node, name, self.since):
                self._land_users(users)
                self._walk.land(stream, records)
        self._walk.land("github_codeowners", [owners_record(node)])

    def _land_users(self, users: Users) -> None:
        assert self._walk is not None
        self._walk.land("github_user", [Record(id_, payload) for id_, payload in users.items()])

    def _tell(self) -> None:
        for kind in KINDS:
            if self._listed[kind]:
                stage = f"{kind.replace('_', ' ')}s of {self.repository.full_name}"
                total = self._listed[kind] - self._vanished[kind]
                self._run.progress(self.outcome.source, stage, self._done[kind], total)


def _updated_at(reduced: Reduced) -> datetime:
    return datetime.fromisoformat(reduced.payload["updatedAt"]).astimezone(UTC)
