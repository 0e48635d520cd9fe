"""What is open, to be read again whatever its last change says: not everything that happens moves it.

Open issues are looked at in short each night, and read again where that shows news. Open pull requests are
read again once in a week, a seventh of them each day. All are known from landing and need not be listed.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from connectors.github.hydration import Found, Kind, Listed
from connectors.github.records import Reduced
from connectors.landing.landing import Landing
from connectors.landing.walk import Record, Walk

STREAM = "github_open"
DAYS = 7
# By node id, as a night's look at all open issues found them; None: gone, or not shown.
Summaries = dict[str, dict[str, Any] | None]


class OpenRecords:
    """The open issues and pull requests of one walk. A row's id holds what it takes to ask for one again.

    `refreshed_at` is when the last walk was (None: none that told), `now` when this one began.
    """

    def __init__(self, landing: Landing, walk: Walk, refreshed_at: str | None, now: datetime) -> None:
        self._landing = landing
        self._walk = walk
        self._known = landing.known(walk.source, STREAM, walk.scope)
        self._today = now.date()
        last = self._today - timedelta(DAYS) if refreshed_at is None else _day(refreshed_at)
        self._days = min(DAYS, max(0, (self._today - last).days))
        self._summaries: Summaries = {}

    def issues(self) -> list[Listed]:
        """Those to be looked at in short: all, unless they were today."""
        return self._there("issue") if self._days else []

    def due(self, summaries: Summaries) -> list[Listed]:
        """Issues with news in `summaries`, and pull requests whose turn has come; what is gone is neither."""
        self._summaries = summaries
        turns = {(self._today.toordinal() - day) % DAYS for day in range(self._days)}
        pull_requests = [one for one in self._there("pull_request") if int(one.id) % DAYS in turns]
        looked_at = [one for one in self._there("issue") if one.node in summaries]
        news = self._walk.news(STREAM, [_row(one, summaries[one.node]) for one in looked_at])
        return [*(one for one in looked_at if one.key in news), *pull_requests]

    def land(self, entries: list[Listed], found: list[Found]) -> None:
        """Take note of what was read: whether it is open, or there at all."""
        rows: list[Record] = []
        for one, what in zip(entries, found, strict=True):
            if isinstance(what, Reduced) and what.payload["state"] == "OPEN":
                # What came after it was looked at in short may be news to the next night.
                rows.append(_row(one, self._summaries.get(one.node) or what.summary))
            elif (isinstance(what, Reduced) or what is None) and one.key in self._known:
                rows.append(Record(one.key, None))
        self._walk.land(STREAM, rows)

    def _there(self, kind: Kind) -> list[Listed]:
        """Those of a kind that are not gone by now; those that are, are open no more."""
        found = [one for one in map(Listed.of_key, sorted(self._known)) if one.kind == kind]
        there = self._landing.known(self._walk.source, f"github_{kind}", self._walk.scope)
        self._walk.land(STREAM, [Record(one.key, None) for one in found if one.id not in there])
        return [one for one in found if one.id in there]


def _day(text: str) -> date:
    return datetime.fromisoformat(text).date()


def _row(one: Listed, summary: dict[str, Any] | None) -> Record:
    return Record(one.key, {"stream": f"github_{one.kind}", "id": one.id, "summary": summary})
