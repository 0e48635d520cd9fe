"""A pull in parts: reference data first, which says what scopes there are, then groups of scopes, wherever.

A night on one machine does both with one connection; where workers share a night, each does one part.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from connectors.outcome import ScopeOutcome, SourceOutcome

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Group:
    """Scopes that are walked together: their names by their ids.

    `things` say of each, in JSON, what its connector wants to know.
    """

    scopes: dict[str, str]
    things: tuple[Json, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """Reference data that has been landed. `shared` is, in JSON, what the walks over all groups want to know.

    Of scopes in `scopes` there is nothing more to be read.
    """

    scopes: tuple[ScopeOutcome, ...]
    shared: Json
    groups: tuple[Group, ...]


class Pull(Protocol):
    """A source that answers: one connection, which counts what it took. `started_at` is aware UTC."""

    @property
    def started_at(self) -> datetime: ...
    @property
    def requests(self) -> int: ...
    @property
    def waited_seconds(self) -> float: ...
    @property
    def received_bytes(self) -> int: ...

    def read_reference(self) -> Reference:
        """Land the reference data; what goes wrong is in the outcomes of its scopes."""

    def walk(self, shared: Json, groups: Sequence[Group]) -> list[ScopeOutcome]:
        """Land what is new in these groups; an outcome for each scope, in their order."""


Opened = AbstractContextManager[Pull]
"""Raises SourceError or OutOfTime on entry, before anything is landed."""


def pull_whole(source: str, opened: Opened) -> SourceOutcome:
    began = time.monotonic()
    with opened as pull:
        reference = pull.read_reference()
        scopes = [*reference.scopes, *pull.walk(reference.shared, reference.groups)]
        return _outcome(source, pull, scopes, began)


def pull_reference(source: str, opened: Opened) -> tuple[SourceOutcome, Reference]:
    began = time.monotonic()
    with opened as pull:
        reference = pull.read_reference()
        return _outcome(source, pull, list(reference.scopes), began), reference


def pull_group(source: str, opened: Opened, shared: Json, group: Group) -> SourceOutcome:
    began = time.monotonic()
    with opened as pull:
        return _outcome(source, pull, pull.walk(shared, [group]), began)


def _outcome(source: str, pull: Pull, scopes: list[ScopeOutcome], began: float) -> SourceOutcome:
    return SourceOutcome(
        source,
        pull.started_at,
        requests=pull.requests,
        seconds=time.monotonic() - began,
        waited_seconds=pull.waited_seconds,
        received_bytes=pull.received_bytes,
        scopes=scopes,
    )
