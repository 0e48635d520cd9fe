"""One walk over one project: which tickets there are, which changed, and which are not there any more."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock

from connectors.errors import BadAnswer, OddValue, OutOfTime, SourceError
from connectors.jira import records
from connectors.jira.client import Reason
from connectors.jira.cloud import HISTORIES_OF, TICKET_PAGE
from connectors.jira.context import Json, PullContext
from connectors.jira.site import LOOKED_UP, OVERLAP
from connectors.jira.skipped import FEW, STREAM, SkippedRecords, skipped_tickets
from connectors.jira.tickets import TicketBatch, Unsure
from connectors.landing.walk import Record, Walk
from connectors.outcome import ScopeOutcome

# In all projects together: fewer than requests, since each holds a page of histories, which may be large.
BATCHES_AT_ONCE = 4
# Under this name a walk's record has the ids of the tickets that the next walk reads again.
UNSURE = "unsure"
NEVER = datetime.fromtimestamp(0, UTC)


@dataclass(slots=True)
class _Absent:
    """Known tickets that the project does not list: gone, or there all the same and changed."""

    gone: set[str] = field(default_factory=set)
    fetched: set[str] = field(default_factory=set)


class ProjectWalk:
    """One project, walked once: a census of its tickets, then what is new, what changed and what is gone."""

    def __init__(self, context: PullContext, project: Json) -> None:
        self._context = context
        self._client = context.client
        self._source = context.client.source.name
        self._scope = str(project["id"])
        self._key = str(project["key"])
        self._lock = Lock()
        self._unsure = Unsure(set(), set())
        self._skipped = SkippedRecords(self._source, self._scope)

    def run(self) -> ScopeOutcome:
        """Walk; whatever the source does wrong is in the outcome."""
        outcome = ScopeOutcome(self._source, self._scope, self._key, "whole")
        began = time.monotonic()
        version = self._context.fields.request_version
        with self._context.landing.walk(self._source, self._scope, version, self._context.started_at) as walk:
            try:
                self._walk(walk)
                if message := self._skipped.message():
                    outcome.state, outcome.message = "partial", message
            except OutOfTime as error:
                outcome.state, outcome.message = "partial", error.message
            except SourceError as error:
                outcome.state, outcome.message = "failed", error.message
            outcome.counts = walk.counts
        outcome.seconds = time.monotonic() - began
        return outcome

    def _walk(self, walk: Walk) -> None:
        if self._client.http.is_out_of_time:
            raise OutOfTime(self._source, f"time ran out before project {self._key}; the next run begins it")
        since = self._context.landing.watermark(self._source, self._scope, walk.request_version)
        known = self._context.landing.known(self._source, "jira_issue", self._scope)
        census = self._ids()
        absent = self._absent(known - census, len(known), since)
        wanted = census if since is None else self._ids(since) | (census - known)
        unsure_before = self._unsure_before()
        wanted |= absent.fetched | (self._skipped_before() | unsure_before) & census
        wanted -= self._landed_before(walk)
        self._context.tally.add(total=len(wanted))
        self._fetch(walk, sorted(wanted, key=int))
        missed = len(self._unsure.not_there)
        if missed >= FEW and missed > len(wanted) / 2:
            message = (
                f"{missed} of {len(wanted)} tickets that project {self._key} lists are not shown to"
                f" {self._client.source.account}; check its permissions and the project's issue security"
            )
            raise BadAnswer(self._source, message)
        # What was asked for as nobody looks as if it were not there, or had not changed.
        self._client.require_account()
        gone = self._reasons(sorted(absent.gone, key=int))
        walk.land("jira_issue", [Record(issue_id, None, reason=reason) for issue_id, reason in gone])
        self._bury_worklogs(walk)
        self._skipped.land(walk, self._context.landing)
        detail = {
            "name": self._key,
            "listed": len(census),
            "fetched": len(wanted),
            "not_shown": missed,
            UNSURE: sorted(self._unsure.not_there | self._unsure.without_history - unsure_before, key=int),
        }
        # What was skipped is asked for again by the next walk, by the ticket's id if that is known.
        watermark = (
            self._context.started_at - OVERLAP if self._skipped.are_of_known_tickets else since or NEVER
        )
        walk.finish(watermark, {**detail, "skipped": len(self._skipped)}, is_whole=not self._skipped)

    def _skipped_before(self) -> set[str]:
        """Tickets of which an earlier walk had to skip something: whether they changed is all one."""
        return skipped_tickets(self._context.landing.known(self._source, STREAM, self._scope))

    def _unsure_before(self) -> set[str]:
        """Tickets that the last walk did not get to see, or whose history it did not.

        A site may show nothing for a moment and say nothing of that. What had no history twice has none.
        """
        last = self._context.landing.last_walk(self._source, self._scope) or {}
        return set(last.get(UNSURE, ()))

    def _bury_worklogs(self, walk: Walk) -> None:
        """Declare worklogs gone that the site says it deleted; a ticket need not count as updated by that."""
        if deleted := self._context.deleted_worklogs:
            gone = deleted & self._context.landing.known(self._source, "jira_worklog", self._scope)
            walk.land("jira_worklog", [Record(id_, None, reason="missing") for id_ in sorted(gone, key=int)])

    def _landed_before(self, walk: Walk) -> set[str]:
        """Tickets that an unfinished walk landed, with all their history, and that did not change since."""
        taken_up = {
            id_: record
            for id_, record in walk.taken_up("jira_issue").items()
            if record.request_version == walk.request_version and not record.is_gone
        }
        if not taken_up:
            return set()
        oldest = min(record.fetched_at for record in taken_up.values()).replace(tzinfo=UTC)
        return taken_up.keys() - self._ids(oldest - OVERLAP)

    def _ids(self, since: datetime | None = None) -> set[str]:
        """Ids of the project's tickets, all or those updated since.

        A number that is not quoted is epoch milliseconds, free of the account's time zone; cut to the minute.
        """
        where = in_project(self._key, self._client.source.jql)
        if since is not None:
            where += f" AND updated >= {int(since.timestamp()) // 60 * 60_000}"
        pages = self._client.issue_ids(where, is_counted=since is not None)
        return {issue_id for page in pages for issue_id in page}

    def _absent(self, missing: set[str], known: int, since: datetime | None) -> _Absent:
        """Look the tickets up that the project does not list any more: search may lag, and tickets move."""
        absent = _Absent(gone=set(missing))
        for page in self._client.found(sorted(missing, key=int), ["project", "updated"]):
            for issue in page:
                absent.gone.discard(str(issue["id"]))
                if not self._context.is_elsewhere(issue, self._scope) and (
                    since is None or self._is_later(issue, since)
                ):
                    absent.fetched.add(str(issue["id"]))
        if len(absent.gone) >= FEW and len(absent.gone) > known / 2:
            message = (
                f"{len(absent.gone)} of {known} known tickets of project {self._key} are not there any more."
                f" It looks as if {self._client.source.account} lost a permission, so none is declared gone;"
                " give it back, or exclude the project if the tickets were meant to go"
            )
            raise BadAnswer(self._source, message)
        return absent

    def _reasons(self, gone: list[str]) -> Iterator[tuple[str, Reason]]:
        """Why each ticket is gone, as far as the site tells. What is there after all is left out.

        Only some are asked about one by one; of the others it is not known.
        """
        for number, issue_id in enumerate(gone):
            reason = self._client.ticket_reason(issue_id) if number < LOOKED_UP else "unknown"
            if reason is not None:
                yield issue_id, reason

    def _is_later(self, issue: Json, since: datetime) -> bool:
        try:
            updated = records.instant((issue.get("fields") or {}).get("updated"))
        except OddValue:
            return True
        return updated is None or updated >= since

    def _fetch(self, walk: Walk, ids: list[str]) -> None:
        """Fetch and land in batches, a few at once. Out of time, those that were begun are finished."""
        batches = deque(_batches(ids, max(1, BATCHES_AT_ONCE // self._context.projects_at_once)))
        begun: deque[Future[None]] = deque()
        try:
            while batches and not self._client.http.is_out_of_time:
                if len(begun) < BATCHES_AT_ONCE:
                    begun.append(self._context.workers.submit(self._fetch_batch, walk, batches.popleft()))
                else:
                    begun.popleft().result()
            while begun:
                begun.popleft().result()
        finally:
            # No batch may land after the walk is left.
            for future in begun:
                future.cancel()
            wait(begun)
        if batches:
            message = f"time ran out during project {self._key}; what was landed is kept for the next run"
            raise OutOfTime(self._source, message)

    def _fetch_batch(self, walk: Walk, ids: Sequence[str]) -> None:
        unsure = TicketBatch(self._context, walk, self._skipped).fetch(ids)
        with self._lock:
            for every, of_batch in zip(self._unsure, unsure, strict=True):
                every |= of_batch
        self._context.tally.add(done=len(ids))


def in_project(key: str, jql: str | None) -> str:
    """The condition that finds a project's tickets, of those that the configured query finds."""
    quoted = key.replace("\\", "\\\\").replace('"', '\\"')
    where = f'project = "{quoted}"'
    return where if jql is None else f"{where} AND ({jql})"


def _batches(ids: list[str], at_once: int) -> Iterator[list[str]]:
    """At most 1000 tickets each, fewer where that lets `at_once` be fetched at once."""
    size = -(-len(ids) // at_once // TICKET_PAGE) * TICKET_PAGE
    size = min(HISTORIES_OF, max(TICKET_PAGE, size))
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
