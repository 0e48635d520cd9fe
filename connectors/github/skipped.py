"""Records that could not be read although they are there: each has a row and a reason, and is tried again."""

from __future__ import annotations

from connectors.github.hydration import Listed
from connectors.landing.landing import Landing
from connectors.landing.walk import Record, Walk

STREAM = "skipped"


class SkippedRecords:
    """The skipped records of one walk. The row's id holds what it takes to ask for the record again."""

    def __init__(self, landing: Landing, walk: Walk) -> None:
        self._walk = walk
        self._known = landing.known(walk.source, STREAM, walk.scope)
        self._rows: dict[str, Record] = {}

    @property
    def reasons(self) -> list[str]:
        return [str(row.payload["reason"]) for row in self._rows.values() if row.payload is not None]

    def again(self) -> list[Listed]:
        """What earlier walks skipped."""
        return [Listed.of_key(key) for key in sorted(self._known)]

    def skip(self, one: Listed, reason: str) -> None:
        payload = {"stream": f"github_{one.kind}", "id": one.id, "number": one.number, "reason": reason}
        self._rows[one.key] = Record(one.key, payload)

    def was_read(self, one: Listed) -> None:
        if one.key in self._known:
            self._rows[one.key] = Record(one.key, None)

    def land(self) -> None:
        self._walk.land(STREAM, self._rows.values())
