"""What the landing step wants of the sources that a run is given. Who gives them is not known here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol

from connectors.landing.landing import Landing
from connectors.outcome import SourceOutcome
from connectors.progress import Progress
from connectors.reference import Group, Json, Reference


class PulledSource(Protocol):
    """One source, ready to be pulled. What goes wrong is a SourceError or OutOfTime."""

    @property
    def name(self) -> str: ...

    def check(self) -> datetime:
        """First contact: the server's clock, aware UTC."""

    def require_same_site(self, landing: Landing) -> None:
        """Raises AnotherSite where what was landed under the source's name is of another site."""

    def pull(self, landing: Landing, progress: Progress, deadline: float | None) -> SourceOutcome:
        """Pull everything new. `deadline` is a time.monotonic(): past it scopes end partial."""


class PartedSource(PulledSource, Protocol):
    """A source that can be pulled in parts, by several workers."""

    def pull_reference(
        self, landing: Landing, progress: Progress, deadline: float | None
    ) -> tuple[SourceOutcome, Reference]:
        """Pull the reference data alone: it says which groups of scopes there are."""

    def pull_group(
        self, landing: Landing, progress: Progress, deadline: float | None, shared: Json, group: Group
    ) -> SourceOutcome:
        """Pull the scopes of one group alone, by what the reference data said of them."""


class Sources(Protocol):
    """What one run pulls.

    `organization` is the organization file as landing keeps it. `as_of`, aware UTC, is set where a person
    asked for a certain instant, and `known_at` where only what had been landed by then counts. Where
    `is_pulled` is false nobody is contacted.
    """

    @property
    def organization(self) -> Mapping[str, Any]: ...
    @property
    def as_of(self) -> datetime | None: ...
    @property
    def known_at(self) -> datetime | None: ...
    @property
    def is_pulled(self) -> bool: ...
    @property
    def pull_seconds(self) -> float: ...
    @property
    def progress(self) -> Progress: ...

    def opened(self) -> AbstractContextManager[Sequence[PulledSource]]:
        """The sources, for as long as the context lasts."""
