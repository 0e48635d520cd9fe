"""What is open, to be read again whatever its last change says: not everything that happens moves it.

Cross-references, sub-issues, blockers and deleted comments leave `updatedAt` as it was. Whatever is open is
read again once in a week, a seventh of it each day. It is known from landing and need not be listed for that.
"""

from __future__ import annotations

from datetime import date

from connectors.github.hydration import Found, Kind, Listed
from connectors.github.records import Reduced
from connectors.landing.landing import Landing
from connectors.landing.walk import Record, Walk

STREAM = "github_open"
DAYS = 7


class OpenRecords:
    """The open issues and pull requests of one walk. A row's id holds what it takes to ask for one again."""

    def __init__(self, landing: Landing, walk: Walk) -> None:
        self._landing = landing
        self._walk = walk
        self._known = landing.known(walk.source, STREAM, walk.scope)

    def due(self, last: date | None, today: date) -> list[Listed]:
        """Those whose turn has come since the day of the last walk (None: all); what is gone has none."""
        days = DAYS if last is None else min(DAYS, max(0, (today - last).days))
        turns = {(today.toordinal() - day) % DAYS for day in range(days)}
        found = [Listed.of_key(key) for key in sorted(self._known)]
        ids = {kind: self._there(kind) for kind in {one.kind for one in found}}
        self._walk.land(STREAM, [Record(one.key, None) for one in found if one.id not in ids[one.kind]])
        return [one for one in found if int(one.id) % DAYS in turns and one.id in ids[one.kind]]

    def land(self, entries: list[Listed], found: list[Found]) -> None:
        """Take note of what was read: whether it is open, or there at all."""
        rows: list[Record] = []
        for one, what in zip(entries, found, strict=True):
            if isinstance(what, Reduced) and what.payload["state"] == "OPEN":
                rows.append(Record(one.key, {"stream": f"github_{one.kind}", "id": one.id}))
            elif (isinstance(what, Reduced) or what is None) and one.key in self._known:
                rows.append(Record(one.key, None))
        self._walk.land(STREAM, rows)

    def _there(self, kind: Kind) -> set[str]:
        """Ids of what is not gone by now."""
        return self._landing.known(self._walk.source, f"github_{kind}", self._walk.scope)
