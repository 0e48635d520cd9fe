"""The sources of one run, configured or the sandbox's, and what the settings of the run add to them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from connectors.errors import CredentialsRefused
from connectors.inventory import Inventory, Thing
from connectors.landing.landing import Landing
from connectors.outcome import Description, SourceOutcome
from connectors.progress import Progress, silent
from connectors.reference import Group, Json, Reference
from connectors.sandbox.server.process import EmbeddedSandbox, StartedSandbox
from connectors.sources import ConnectedSource, Source


@dataclass(frozen=True, slots=True)
class NamedCredentials:
    """A source whose refusal says where its credentials come from, which connectors do not know."""

    connected: ConnectedSource
    variables: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.connected.name

    def check(self) -> datetime:
        with self._named():
            return self.connected.check()

    def describe(self) -> Description:
        with self._named():
            return self.connected.describe()

    @property
    def named(self) -> frozenset[str]:
        return self.connected.named

    def look_up(self, things: Collection[Thing]) -> Inventory:
        with self._named():
            return self.connected.look_up(things)

    def require_same_site(self, landing: Landing) -> None:
        self.connected.require_same_site(landing)

    def pull(self, landing: Landing, progress: Progress, deadline: float | None) -> SourceOutcome:
        return self.connected.pull(landing, progress, deadline)

    def pull_reference(
        self, landing: Landing, progress: Progress, deadline: float | None
    ) -> tuple[SourceOutcome, Reference]:
        return self.connected.pull_reference(landing, progress, deadline)

    def pull_group(
        self, landing: Landing, progress: Progress, deadline: float | None, shared: Json, group: Group
    ) -> SourceOutcome:
        return self.connected.pull_group(landing, progress, deadline, shared, group)

    @contextmanager
    def _named(self) -> Iterator[None]:
        try:
            yield
        except CredentialsRefused as error:
            if not self.variables:
                raise
            names = " and ".join(self.variables)
            message = f"{error.message.rstrip('.')}. Its credentials come from the environment: check {names}"
            raise CredentialsRefused(error.source, message) from error


@dataclass(frozen=True, slots=True)
class ConfiguredSources:
    """What one run pulls, and how long it may take: the Sources that the landing step is given.

    `variables` names the environment variables that a source's credentials come from. With a sandbox, the
    addresses in `configured` are placeholders that are filled in once it serves.
    """

    organization: Mapping[str, Any]
    configured: tuple[Source, ...]
    variables: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sandbox: EmbeddedSandbox | None = None
    started_sandbox: StartedSandbox | None = None
    as_of: datetime | None = None
    known_at: datetime | None = None
    is_pulled: bool = True
    pull_seconds: float = 5400.0
    progress: Progress = silent

    @contextmanager
    def started(self) -> Iterator[ConfiguredSources]:
        """These sources, with a sandbox that gets ready while the run does."""
        if self.sandbox is not None:
            with self.sandbox.started() as sandbox:
                yield replace(self, started_sandbox=sandbox)
        else:
            yield self

    @contextmanager
    def opened(self) -> Iterator[list[NamedCredentials]]:
        """The sources, for as long as the context lasts; the sandbox serves as long."""
        if self.sandbox is None:
            yield [self._named(source) for source in self.configured]
            return
        with (self.started_sandbox or self.sandbox).served() as addresses:
            yield [
                self._named(replace(source, url=addresses.filled_in(source.url)))
                for source in self.configured
            ]

    def _named(self, source: Source) -> NamedCredentials:
        return NamedCredentials(ConnectedSource(source), self.variables.get(source.name, ()))
