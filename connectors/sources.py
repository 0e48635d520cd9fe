"""Everything that a night pulls from: the configured Jira sites and GitHub hosts, or the sandbox's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

from connectors.errors import CredentialsRefused
from connectors.github.pull import check as check_github
from connectors.github.pull import pull as pull_github
from connectors.github.source import GitHubSource
from connectors.jira.pull import check as check_jira
from connectors.jira.pull import pull as pull_jira
from connectors.jira.source import JiraSource
from connectors.landing.landing import Landing
from connectors.outcome import SourceOutcome
from connectors.progress import Progress, silent
from connectors.sandbox.server.process import EmbeddedSandbox, StartedSandbox

Source = JiraSource | GitHubSource


class Puller(Protocol):
    """One source, ready to be pulled."""

    @property
    def name(self) -> str: ...

    def check(self) -> datetime:
        """First contact: the server's clock, aware UTC. Raises SourceError where nothing can be pulled."""

    def pull(self, landing: Landing, progress: Progress, deadline: float | None) -> SourceOutcome:
        """Pull everything new. `deadline` is a time.monotonic(): past it scopes end partial."""


@dataclass(frozen=True, slots=True)
class JiraPuller:
    source: JiraSource

    @property
    def name(self) -> str:
        return self.source.name

    def check(self) -> datetime:
        return check_jira(self.source)

    def pull(self, landing: Landing, progress: Progress, deadline: float | None) -> SourceOutcome:
        return pull_jira(self.source, landing, progress, deadline)


@dataclass(frozen=True, slots=True)
class GitHubPuller:
    source: GitHubSource

    @property
    def name(self) -> str:
        return self.source.name

    def check(self) -> datetime:
        return check_github(self.source)

    def pull(self, landing: Landing, progress: Progress, deadline: float | None) -> SourceOutcome:
        return pull_github(self.source, landing, progress, deadline)


@dataclass(frozen=True, slots=True)
class NamedCredentials:
    """A puller whose refusal says where its credentials come from, which connectors do not know."""

    puller: Puller
    variables: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.puller.name

    def check(self) -> datetime:
        try:
            return self.puller.check()
        except CredentialsRefused as error:
            names = " and ".join(self.variables)
            message = f"{error.message.rstrip('.')}. Its credentials come from the environment: check {names}"
            raise CredentialsRefused(error.source, message) from error

    def pull(self, landing: Landing, progress: Progress, deadline: float | None) -> SourceOutcome:
        return self.puller.pull(landing, progress, deadline)


@dataclass(frozen=True, slots=True)
class Sources:
    """What one run pulls, and how long it may take.

    `organization` is the organization file as landing keeps it. `variables` names the environment variables
    that a source's credentials come from. With a sandbox, the addresses in `configured` are placeholders that
    are filled in once it serves. `as_of`, aware UTC, is set where a person asked for a certain instant, and
    `known_at` where only what had been landed by then counts. Where `is_pulled` is false nobody is contacted.
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
    def started(self) -> Iterator[Sources]:
        """These sources, with a sandbox that gets ready while the run does."""
        if self.sandbox is not None:
            with self.sandbox.started() as sandbox:
                yield replace(self, started_sandbox=sandbox)
        else:
            yield self

    @contextmanager
    def opened(self) -> Iterator[list[Puller]]:
        """A puller for every source, for as long as the context lasts; the sandbox serves as long."""
        if self.sandbox is None:
            yield [self._puller(source) for source in self.configured]
            return
        with (self.started_sandbox or self.sandbox).served() as addresses:
            yield [
                self._puller(replace(source, url=addresses.filled_in(source.url)))
                for source in self.configured
            ]

    def _puller(self, source: Source) -> Puller:
        puller = JiraPuller(source) if isinstance(source, JiraSource) else GitHubPuller(source)
        variables = self.variables.get(source.name, ())
        return NamedCredentials(puller, variables) if variables else puller
