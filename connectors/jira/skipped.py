"""Records that could not be read, kept for a stream of their own: nothing is swallowed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from threading import Lock
from typing import Any, TypeVar

from connectors.errors import BadAnswer, OddValue
from connectors.landing.landing import Landing
from connectors.landing.walk import Record, Walk

T = TypeVar("T")

STREAM = "skipped"
# Fewer records than these may all be unreadable; of more, half is taken for another interface.
FEW = 10


class SkippedRecords:
    """What a walk had to skip. For many threads."""

    def __init__(self, source: str, scope: str) -> None:
        self._source = source
        self._scope = scope
        self._lock = Lock()
        self._skipped: dict[str, Record] = {}
        self._read = 0

    def __len__(self) -> int:
        return len(self._skipped)

    @property
    def are_of_known_tickets(self) -> bool:
        """Whether all that was skipped can be asked for again by the id of its ticket."""
        return all(map(_ticket, self._skipped))

    def records(self, stream: str, reduced: Callable[[Any], T], rows: Iterable[Any]) -> Iterator[T]:
        """Rows of an answer as records of a stream, without those that are not shaped as documented.

        Rows may be pairs of a ticket's id and what belongs to it.
        """
        for row in rows:
            try:
                record = reduced(row)
            except OddValue as error:
                self.add(stream, _identity(row), f"holds what cannot be kept: {error}")
                continue
            except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
                what = f"{error} is missing" if isinstance(error, KeyError) else type(error).__name__
                self.add(stream, _identity(row), f"has not the shape it is documented with: {what}")
                continue
            with self._lock:
                self._read += 1
            yield record

    def add(self, stream: str, id_: str, reason: str) -> None:
        payload = {"scope": self._scope, "stream": stream, "id": id_, "reason": reason}
        with self._lock:
            key = f"{self._scope} {stream} {id_}"
            self._skipped[key] = Record(key, payload)

    def land(self, walk: Walk, landing: Landing) -> None:
        """Land what was skipped, and that what was skipped before no longer is. When it is too much, fail."""
        skipped = list(self._skipped.values())
        if len(skipped) >= FEW and len(skipped) > self._read:
            raise BadAnswer(
                self._source,
                f"{len(skipped)} records could not be read, and {self._read} could; "
                f"the first: {self.first_words()}",
            )
        known = landing.known(self._source, STREAM, self._scope)
        resolved = [Record(id_, None) for id_ in sorted(known - self._skipped.keys())]
        if skipped or resolved:
            walk.land(STREAM, [*skipped, *resolved])

    def first_words(self) -> str:
        """The first of them, in words."""
        payload = next(iter(self._skipped.values())).payload or {}
        return f"{payload['stream']} {payload['id']} {payload['reason']}"

    def message(self) -> str | None:
        if not self._skipped:
            return None
        number = len(self._skipped)
        were = "record was" if number == 1 else "records were"
        return f"{number} {were} not readable and skipped (stream {STREAM}); the first: {self.first_words()}"


def skipped_tickets(ids: Iterable[str]) -> set[str]:
    """The tickets that the ids of skipped records tell."""
    return {ticket for id_ in ids if (ticket := _ticket(id_)) is not None}


def _ticket(id_: str) -> str | None:
    """The ticket that a skipped record is, or belongs to; its id is of scope, stream and the record's own."""
    ticket = id_.split(" ", 2)[2].split("/")[0]
    return ticket if ticket.isdecimal() else None


def _identity(row: Any) -> str:
    """The vendor's id of a row, as far as it has one; what belongs to a ticket is named with it."""
    if isinstance(row, tuple):
        return f"{row[0]}/{_identity(row[1])}"
    return (
        str(row.get("id") or row.get("accountId") or "without id") if isinstance(row, dict) else "no object"
    )
