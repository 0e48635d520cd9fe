"""The walk over one repository: what it has to read, and what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from connectors.github.census import by_node, census
from connectors.github.context import OVERLAP, PullContext
from connectors.github.deliveries import STREAMS, delivered, owners_record
from connectors.github.documents import WITH_TEAMS, WITHOUT_TEAMS
from connectors.github.hydration import NEVER, Found, Kind, Listed, Unreadable
from connectors.github.notes import TEAMS_HIDDEN
from connectors.github.open_records import OpenRecords, Summaries
from connectors.github.people import Users
from connectors.github.query_size import QuerySize
from connectors.github.records import Reduced
from connectors.github.repository_plan import RepositoryPlan
from connectors.github.scanning import Scanning, Since
from connectors.github.skipped import SkippedRecords
from connectors.landing.walk import Record

Node = dict[str, Any]
KINDS: tuple[Kind, ...] = ("pull_request", "issue")
_COUNTED: dict[Kind, str] = {"pull_request": "everyPullRequest", "issue": "everyIssue"}


class RepositoryWalk:
    """One repository, from its scan to its commit: told what to read, it takes what was read.

    It finishes by itself once everything that it listed has been taken. `since` may lie before the plan's:
    repositories are scanned together.
    """

    def __init__(
        self, context: PullContext, plan: RepositoryPlan, since: Since, started_at: datetime
    ) -> None:
        self._context = context
        self._plan = plan
        self._since = since
        self._before = context.landing.last_walk(plan.outcome.source, plan.outcome.scope) or {}
        self.page = QuerySize(context.limits.page, self._before.get("page_ids"))
        self._walk = context.landing.walk(
            plan.outcome.source, plan.outcome.scope, plan.queries.version, started_at
        )
        plan.outcome.counts = self._walk.counts
        plan.at_end(self._close)
        self._started_at = started_at
        self._skipped = SkippedRecords(context.landing, self._walk)
        self._open = OpenRecords(context.landing, self._walk, self._before.get("refreshed_at"), started_at)
        self.summaries: Summaries = {}
        self.note = plan.note
        self._is_listed = False
        self._pending = 0
        self._asked: set[str] = set()
        self._known: set[str] = set()
        self._listed: Counter[Kind] = Counter()
        self._done: Counter[Kind] = Counter()
        self._vanished: Counter[Kind] = Counter()
        self._uncounted: dict[str, int] = {}
        self._unlisted: set[str] = set()
        self._hidden: str | None = None

    @property
    def full_name(self) -> str:
        return self._plan.repository.full_name

    @property
    def is_over(self) -> bool:
        return self._plan.is_over

    def entries(self, scanning: Scanning, node: Node) -> Iterator[Listed]:
        """Land what the scan itself brought, and list what is to be read whole, until the walk is over."""
        for one in self._wanted(scanning, node):
            self._pending += 1
            yield one
            if self.is_over:
                return
        self._hidden = scanning.hidden.get(node["id"])
        self._is_listed = True
        self._finish_if_done()

    def open_issues(self) -> list[Listed]:
        """Those to be looked at in short: where all are read, none."""
        return self._open.issues() if self._since["issue"] is not None else []

    def fail(self, message: str) -> None:
        """End it, unless it is over: it has its last whole state."""
        if not self.is_over:
            self._plan.end("failed", message)

    def _wanted(self, scanning: Scanning, node: Node) -> Iterator[Listed]:
        self._note_hidden(node)
        self._land_deliveries(scanning, node)
        for kind in KINDS:
            yield from self._changed(scanning, node, kind)
            yield from self._recounted(scanning, node, kind)
        yield from self._fresh([*self._skipped.again(), *self._due()])

    def land(self, entries: list[Listed], found: list[Found]) -> None:
        """Land what was read of some that were wanted: those that are not there any more are counted."""
        self._pending -= len(entries)
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
                    self._skipped.was_read(one)
                elif isinstance(reduced, Unreadable):
                    self._skipped.skip(one, reduced.reason)
                elif one.kind == "pull_request" and one.id in self._unlisted:
                    records.append(Record(one.id, None))
                    self._uncounted[kind] += 1
                    self._skipped.was_read(one)
                else:
                    self._vanished[kind] += 1
                    self._skipped.was_read(one)
            self._walk.land(f"github_{kind}", records, request_version=self._plan.queries.version_of(kind))
            self._done[kind] += len(records)
        self._open.land(entries, found)
        self._land_users(users)
        self._walk.land("github_email", [Record(id_, payload) for id_, payload in emails.items()])
        self._tell()
        self._finish_if_done()

    def _finish_if_done(self) -> None:
        if self._is_listed and self._pending == 0 and not self.is_over:
            self._finish()

    def _finish(self) -> None:
        """Commit the walk: its watermark moves, unless lists hide what may have changed."""
        self._skipped.land()
        skipped = self._skipped.reasons
        detail = {
            "name": self.full_name,
            "vanished_count": sum(self._vanished.values()),
            "page_ids": self.page.ids,
            "uncounted": self._uncounted,
            "issue_version": self._plan.queries.version_of("issue"),
            "refreshed_at": self._started_at.isoformat(),
        }
        watermark = self._walk.started_at.replace(tzinfo=UTC) - OVERLAP
        if self._hidden is not None:
            watermark = self._plan.since or NEVER
            detail["issue_version"] = self._before.get("issue_version")
            self._plan.note(f"its lists do not show everything to the token: {self._hidden}")
        is_whole = self._hidden is None and not skipped
        self._walk.finish(watermark, detail, is_whole=is_whole)
        for kind, count in self._vanished.items():
            what = kind.replace("_", " ")
            self._plan.note(f"{count} {what}s were listed and then not there, or not visible")
        if self._plan.queries is WITHOUT_TEAMS and self._plan.repository.is_of_organization:
            self._plan.note(TEAMS_HIDDEN)
        if skipped:
            self._plan.note(f"{len(skipped)} skipped: {skipped[0]}")
        self._plan.end("whole" if is_whole else "partial")

    def _close(self) -> None:
        self._walk.close()
        # Its batch may have many more to walk.
        self._asked, self._known = set(), set()

    def _changed(self, scanning: Scanning, node: Node, kind: Kind) -> Iterator[Listed]:
        # What was read with teams need not be read again without.
        stream, versions = f"github_{kind}", {self._plan.queries.version_of(kind)}
        if kind == "pull_request":
            versions.add(WITH_TEAMS.version)
        landed = {
            id_: record.updated_at.replace(tzinfo=UTC)
            for id_, record in self._walk.taken_up(stream).items()
            if record.request_version in versions and record.updated_at is not None
        }
        self._known = self._context.landing.known(self._plan.outcome.source, stream, self._plan.outcome.scope)
        pages, since = 0, self._since[kind]
        for page in scanning.changed(node, kind, since):
            pages += 1
            self._known |= {one.id for one in page}
            yield from self._fresh([one for one in page if landed.get(one.id) != one.updated_at])
        if pages > 1 and kind == "pull_request" and since is not None:
            # What moved to the front while the later pages were read may have been missed.
            for page in scanning.changed_meanwhile(node, kind, self._started_at):
                self._known |= {one.id for one in page}
                yield from self._fresh(page)

    def _recounted(self, scanning: Scanning, node: Node, kind: Kind) -> Iterator[Listed]:
        """Where GitHub counts others than are known: tombstones for what vanished, and what was missed."""
        counted = node.get(_COUNTED[kind])
        if counted is None:
            return
        total = int(counted["totalCount"])
        difference = total - len(self._known)
        if difference == self._before.get("uncounted", {}).get(kind, 0):
            self._uncounted[kind] = difference
            return
        there, gone = census(scanning, node, kind, self._known, self._plan)
        asked = by_node(self._context.landing, self._plan.outcome.source, kind, gone)
        self._unlisted |= {one.id for one in asked}
        gone -= self._unlisted
        self._walk.land(f"github_{kind}", [Record(id_, None) for id_ in sorted(gone)])
        self._uncounted[kind] = total - len((self._known - gone) | {one.id for one in there})
        yield from self._fresh([*asked, *(one for one in there if one.id not in self._known)])

    def _due(self) -> list[Listed]:
        """What is open and has news or its turn; when everything is read, all of it is."""
        return [] if self._since["pull_request"] is None else self._open.due(self.summaries)

    def _fresh(self, found: list[Listed]) -> list[Listed]:
        """Those that are not wanted yet in the state that they are listed in."""
        new = [one for one in found if f"{one.node} {one.updated_at}" not in self._asked]
        self._asked |= {f"{one.node} {one.updated_at}" for one in new}
        # What has changed need not be read for its turn as well.
        self._asked |= {f"{one.node} {NEVER}" for one in new}
        for one in new:
            self._listed[one.kind] += 1
        return new

    def _note_hidden(self, node: Node) -> None:
        for name in ("issues", "deployments", "releases"):
            if node.get(name) is None:
                self._plan.note(f"its {name} are not visible to the token")

    def _land_deliveries(self, scanning: Scanning, node: Node) -> None:
        for name, stream in STREAMS.items():
            for records, users in delivered(scanning, node, name, self._since["pull_request"]):
                self._land_users(users)
                self._walk.land(stream, records)
        self._walk.land("github_codeowners", [owners_record(node)])

    def _land_users(self, users: Users) -> None:
        self._walk.land("github_user", [Record(id_, payload) for id_, payload in users.items()])

    def _tell(self) -> None:
        for kind in KINDS:
            if self._listed[kind]:
                stage = f"{kind.replace('_', ' ')}s of {self.full_name}"
                total = self._listed[kind] - self._vanished[kind]
                self._context.progress(self._plan.outcome.source, stage, self._done[kind], total)


def _updated_at(reduced: Reduced) -> datetime:
    return datetime.fromisoformat(reduced.payload["updatedAt"]).astimezone(UTC)
