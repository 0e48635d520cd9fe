"""Tickets that are fetched together with all that belongs to them, and landed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from connectors.jira import records
from connectors.jira.client import Kind, Part
from connectors.jira.context import Json, PullContext
from connectors.jira.skipped import SkippedRecords
from connectors.landing.walk import BATCH_ROWS, Record, Walk

# What is not there any more when a ticket is read whole without it.
LOSABLE: dict[Kind, str] = {"comments": "jira_comment", "worklogs": "jira_worklog"}
# Sites may take a moment over writing a new ticket down.
CREATION = timedelta(seconds=1)
Pair = tuple[str, Json]


class Unsure(NamedTuple):
    """Tickets by id that are read once more: no error says so, yet there may be more to see of them."""

    not_there: set[str]
    without_history: set[str]


class TicketBatch:
    """At most 1000 tickets. Records are held back until there are enough for a file."""

    def __init__(self, context: PullContext, walk: Walk, skipped: SkippedRecords) -> None:
        self._context = context
        self._walk = walk
        self._skipped = skipped
        self._tickets: list[Record] = []
        self._waiting: dict[str, list[Record]] = {}
        self._seen: dict[Kind, set[str]] = {kind: set() for kind in LOSABLE}
        self._read_whole: set[str] = set()
        self._answered: set[str] = set()
        self._with_history: set[str] = set()
        self._reduced: dict[Kind, tuple[str, Callable[[Pair], Record]]] = {
            "histories": ("jira_changelog", lambda pair: records.history(pair[1], pair[0], context.fields)),
            "comments": ("jira_comment", lambda pair: records.comment(pair[1], pair[0])),
            "worklogs": ("jira_worklog", lambda pair: records.worklog(pair[1], pair[0])),
        }

    def fetch(self, ids: Sequence[str]) -> Unsure:
        """Fetch and land tickets; of which of them the site says less than there may be.

        Tickets are landed last: a ticket that is landed has all its history.
        """
        before = self._belongings(ids)
        parts = self._context.client.fetch_whole(
            ids, self._context.fields.asked, lambda issue: not self._is_elsewhere(issue)
        )
        # No name holds a part while the next one comes: parts may be large.
        deque(map(self._take, parts), maxlen=0)
        for stream, waiting in self._waiting.items():
            self._walk.land(stream, waiting)
        for kind, landed in before.items():
            gone = landed.keys() - self._seen[kind]
            records = [
                Record(id_, None, reason="missing")
                for id_ in sorted(gone, key=int)
                if landed[id_] in self._read_whole
            ]
            if records:
                self._context.client.require_account()
            self._walk.land(LOSABLE[kind], records, of_any_scope=True)
        self._walk.land("jira_issue", self._tickets)
        changed = {ticket.id for ticket in self._tickets if _was_changed(ticket)}
        return Unsure(set(ids) - self._answered, changed - self._with_history)

    def _take(self, part: Part) -> None:
        """Land what is in a part of an answer."""
        kind, rows = part
        if kind == "issues":
            self._answered.update(str(issue["id"]) for issue in rows)
            here = [issue for issue in rows if not self._is_elsewhere(issue)]
            for ticket, sprints in self._skipped.records("jira_issue", self._ticket, here):
                self._tickets.append(ticket)
                # Boards tell more of a sprint than the tickets in it do.
                self._land("jira_sprint", [one for one in sprints if one.id not in self._context.sprints])
        elif kind == "read whole":
            self._read_whole.update(rows)
        elif kind == "cut":
            for stream, id_, reason in rows:
                self._skipped.add(stream, id_, reason)
            self._answered.update(id_ for stream, id_, _ in rows if stream == "jira_issue")
        else:
            if kind in self._seen:
                self._seen[kind].update(str(row.get("id")) for _, row in rows)
            if kind == "histories":
                self._with_history.update(id_ for id_, _ in rows)
            stream, reduced = self._reduced[kind]
            self._land(stream, self._skipped.records(stream, reduced, rows))

    def _ticket(self, issue: Json) -> tuple[Record, list[Record]]:
        return records.issue(issue, self._context.fields), records.sprints_of(issue, self._context.fields)

    def _belongings(self, ids: Sequence[str]) -> dict[Kind, dict[str, str]]:
        """What belongs to tickets as far as it is known: ids by kind, with the ticket of each.

        Asked before anything is fetched: what others land meanwhile is not missing.
        """
        landing, source = self._context.landing, self._walk.source
        known = landing.landed_ids(source, "jira_issue", ids)
        return {
            kind: landing.belonging(source, stream, "issueId", known) if known else {}
            for kind, stream in LOSABLE.items()
        }

    def _land(self, stream: str, records: Iterable[Record]) -> None:
        waiting = self._waiting.setdefault(stream, [])
        for record in records:
            waiting.append(record)
            if len(waiting) == BATCH_ROWS:
                self._walk.land(stream, waiting)
                waiting.clear()

    def _is_elsewhere(self, issue: Json) -> bool:
        return self._context.is_elsewhere(issue, self._walk.scope)


def _was_changed(ticket: Record) -> bool:
    """Whether a ticket was updated after it had been created: by a change, or by a comment."""
    payload: dict[str, Any] = ticket.payload or {}
    created = records.instant(payload["fields"]["created"])
    return created is None or ticket.updated_at is None or ticket.updated_at - created >= CREATION
