"""Tickets that are fetched together with all that belongs to them, and landed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from connectors.jira import reduce
from connectors.jira.client import Kind
from connectors.jira.shared import Json, Pull
from connectors.jira.skips import Skips
from connectors.landing import BATCH_ROWS, Record, Walk

# What is not there any more when a ticket is read whole without it.
LOSABLE: dict[Kind, str] = {"comments": "jira_comment", "worklogs": "jira_worklog"}
Pair = tuple[str, Json]


class TicketBatch:
    """At most 1000 tickets. Records are held back until there are enough for a file."""

    def __init__(self, pull: Pull, walk: Walk, skips: Skips) -> None:
        self._pull = pull
        self._walk = walk
        self._skips = skips
        self._held: dict[str, list[Record]] = {}
        self._reduced: dict[str, tuple[str, Callable[[Pair], Record]]] = {
            "histories": ("jira_changelog", lambda pair: reduce.history(pair[1], pair[0], pull.fields)),
            "comments": ("jira_comment", lambda pair: reduce.comment(pair[1], pair[0])),
            "worklogs": ("jira_worklog", lambda pair: reduce.worklog(pair[1], pair[0])),
        }

    def fetch(self, ids: Sequence[str], known: Collection[str]) -> int:
        """Fetch and land tickets, of which some are `known` from before; how many the site shows.

        Tickets are landed last: a ticket that is landed has all its history.
        """
        pull, skips = self._pull, self._skips
        before = {kind: self._landed(stream, known) for kind, stream in LOSABLE.items()}
        seen: dict[Kind, set[str]] = {kind: set() for kind in LOSABLE}
        read_whole: set[str] = set()
        tickets: list[Record] = []
        shown = 0
        for kind, rows in pull.client.whole(
            ids, pull.fields.asked, lambda issue: not self._is_elsewhere(issue)
        ):
            if kind == "issues":
                shown += len(rows)
                here = [issue for issue in rows if not self._is_elsewhere(issue)]
                for ticket, sprints in skips.records("jira_issue", self._ticket, here):
                    tickets.append(ticket)
                    # Boards tell more of a sprint than the tickets in it do.
                    self._land("jira_sprint", [one for one in sprints if one.id not in pull.sprints])
            elif kind == "read whole":
                read_whole.update(rows)
            elif kind == "cut":
                for issue_id, reason in rows:
                    skips.add("jira_changelog", f"{issue_id}/...", reason)
            else:
                stream, reduced = self._reduced[kind]
                if kind in seen:
                    seen[kind].update(str(row.get("id")) for _, row in rows)
                self._land(stream, skips.records(stream, reduced, rows))
        for stream, held in self._held.items():
            self._walk.land(stream, held)
        for kind, landed in before.items():
            gone = [id_ for id_, owner in landed.items() if owner in read_whole and id_ not in seen[kind]]
            records = [Record(id_, None, reason="missing") for id_ in sorted(gone, key=int)]
            self._walk.land(LOSABLE[kind], records, of_any_scope=True)
        self._walk.land("jira_issue", tickets)
        return shown

    def _ticket(self, issue: Json) -> tuple[Record, list[Record]]:
        return reduce.issue(issue, self._pull.fields), reduce.sprints_of(issue, self._pull.fields)

    def _landed(self, stream: str, tickets: Collection[str]) -> dict[str, str]:
        """What of a stream is known of tickets: ids, with the ticket of each.

        Asked for before anything is fetched: what others land meanwhile is not missing.
        """
        return self._pull.landing.belonging(self._walk.source, stream, "issueId", tickets)

    def _land(self, stream: str, records: Iterable[Record]) -> None:
        held = self._held.setdefault(stream, [])
        for record in records:
            held.append(record)
            if len(held) == BATCH_ROWS:
                self._walk.land(stream, held)
                held.clear()

    def _is_elsewhere(self, issue: Json) -> bool:
        return self._pull.is_elsewhere(issue, self._walk.scope)
