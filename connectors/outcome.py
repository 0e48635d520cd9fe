"""What came of asking a source: what it shows, what was pulled of it, what is whole and what is not."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Literal


def _now() -> str:
    return datetime.now(UTC).isoformat()


@dataclass(slots=True)
class Counts:
    """Records of one stream: read from the source, of these new, changed, unchanged; gone: tombstones."""

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


@dataclass(slots=True)
class ScopeOutcome:
    """One walk over a scope. `state` partial: time ran out, its place is kept; failed: `message` says why.

    `began_at` is this machine's clock, for whoever watches a night: nothing that is published comes from it.
    """

    source: str
    scope: str
    name: str
    state: Literal["whole", "partial", "failed"]
    message: str | None = None
    counts: dict[str, Counts] = field(default_factory=dict)
    seconds: float = 0.0
    began_at: str = field(default_factory=_now, compare=False)


@dataclass(slots=True)
class SourceOutcome:
    """One pull of one source. `started_at` is the server's clock, aware UTC.

    `waited_seconds` were spent on rate limits and before another try, by all threads together;
    `received_bytes` are those of the answers, unpacked.
    """

    source: str
    started_at: datetime
    requests: int = 0
    seconds: float = 0.0
    waited_seconds: float = 0.0
    received_bytes: int = 0
    scopes: list[ScopeOutcome] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        return all(scope.state == "whole" for scope in self.scopes)


@dataclass(frozen=True, slots=True)
class Description:
    """A source that answers. `clock` is its own, aware UTC; `found` are lines of what the account sees."""

    what: str
    clock: datetime
    found: tuple[str, ...] = ()
