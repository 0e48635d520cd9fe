"""What came of pulling a source: counts, what is whole and what is not, and the errors that end a pull."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Literal


class SourceError(Exception):
    """A source could not be read. The message says what happened and what to do; it never holds a secret."""

    def __init__(self, source: str, message: str) -> None:
        super().__init__(f"{source}: {message}")
        self.source = source
        self.message = message


class CredentialsRefused(SourceError):
    """The source does not accept the credentials, or they may not read what was asked for."""


class SourceUnreachable(SourceError):
    """No answer came from the source: name, network, proxy, certificate, or an outage."""


class BadAnswer(SourceError):
    """The source answered something that its interface does not promise."""


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
    """One walk over a scope. `state` partial: time ran out, its place is kept; failed: `message` says why."""

    source: str
    scope: str
    name: str
    state: Literal["whole", "partial", "failed"]
    message: str | None = None
    counts: dict[str, Counts] = field(default_factory=dict)
    seconds: float = 0.0


@dataclass(slots=True)
class SourceOutcome:
    """One pull of one source. `started_at` is the server's clock, aware UTC."""

    source: str
    started_at: datetime
    requests: int = 0
    seconds: float = 0.0
    scopes: list[ScopeOutcome] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        return all(scope.state == "whole" for scope in self.scopes)
