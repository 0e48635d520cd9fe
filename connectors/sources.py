"""Which kinds of sources there are, and how each is checked, described and pulled: a third is an entry."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import connectors.github.description
import connectors.github.discovery
import connectors.github.identity
import connectors.github.inventory
import connectors.github.pull
import connectors.jira.description
import connectors.jira.discovery
import connectors.jira.identity
import connectors.jira.inventory
import connectors.jira.pull
from connectors.github.source import GitHubSource
from connectors.inventory import Inventory, Thing
from connectors.jira.source import JiraSource
from connectors.landing.landing import Landing
from connectors.outcome import Description, SourceOutcome
from connectors.progress import Progress
from connectors.reference import Group, Json, Opened, Reference, pull_group, pull_reference

Source = JiraSource | GitHubSource


@dataclass(frozen=True, slots=True)
class Connector:
    """What can be done with a source of one kind; every function gets the source.

    `check` is first contact: the server's clock, aware UTC. `require_same_site` raises AnotherSite where
    another site than the source's own was landed under its name. `describe` says what the credentials show.
    `look_up` says which of the things that configuration names there are, if they are of the kinds `named`.
    `discover` is what a first organization file is guessed from. `pull` lands everything new until a
    time.monotonic(), and `opened` is the same pull to be made in parts; a source of a kind without it is
    pulled whole by one worker. All raise SourceError or OutOfTime. `things` are what people count of such a
    source, and `stream` is where landing has them; `also`: what else they count, and where.
    """

    check: Callable[[Any], datetime]
    describe: Callable[[Any], Description]
    look_up: Callable[[Any, Collection[Thing]], Inventory]
    named: frozenset[str]
    discover: Callable[[Any], Any]
    pull: Callable[[Any, Landing, Progress, float | None], SourceOutcome]
    require_same_site: Callable[[Any, Landing], None]
    things: str
    stream: str
    also: tuple[tuple[str, str], ...] = ()
    opened: Callable[[Any, Landing, Progress, float | None], Opened] | None = None


CONNECTORS: Mapping[str, Connector] = {
    JiraSource.kind: Connector(
        connectors.jira.pull.check,
        connectors.jira.description.describe,
        connectors.jira.inventory.look_up,
        connectors.jira.inventory.NAMED,
        connectors.jira.discovery.look,
        connectors.jira.pull.pull,
        connectors.jira.identity.require_same_site,
        "tickets",
        "jira_issue",
        opened=connectors.jira.pull.opened,
    ),
    GitHubSource.kind: Connector(
        connectors.github.pull.check,
        connectors.github.description.describe,
        connectors.github.inventory.look_up,
        connectors.github.inventory.NAMED,
        connectors.github.discovery.look,
        connectors.github.pull.pull,
        connectors.github.identity.require_same_site,
        "pull requests",
        "github_pull_request",
        (("issues", "github_issue"),),
        connectors.github.pull.opened,
    ),
}


@dataclass(frozen=True, slots=True)
class ConnectedSource:
    """A source with the connector of its kind."""

    source: Source

    @property
    def name(self) -> str:
        return self.source.name

    def check(self) -> datetime:
        return self._connector.check(self.source)

    def require_same_site(self, landing: Landing) -> None:
        self._connector.require_same_site(self.source, landing)

    def describe(self) -> Description:
        return self._connector.describe(self.source)

    @property
    def named(self) -> frozenset[str]:
        return self._connector.named

    def look_up(self, things: Collection[Thing]) -> Inventory:
        return self._connector.look_up(self.source, things)

    def pull(self, landing: Landing, progress: Progress, deadline: float | None) -> SourceOutcome:
        return self._connector.pull(self.source, landing, progress, deadline)

    def pull_reference(
        self, landing: Landing, progress: Progress, deadline: float | None
    ) -> tuple[SourceOutcome, Reference]:
        """Pull the reference data alone, or all where the source cannot be pulled in parts."""
        if self._connector.opened is None:
            outcome = self.pull(landing, progress, deadline)
            return outcome, Reference(tuple(outcome.scopes), {}, ())
        return pull_reference(self.name, self._connector.opened(self.source, landing, progress, deadline))

    def pull_group(
        self, landing: Landing, progress: Progress, deadline: float | None, shared: Json, group: Group
    ) -> SourceOutcome:
        """Pull the scopes of one group alone, by what `pull_reference` said of them, here or elsewhere."""
        if self._connector.opened is None:
            raise ValueError(f"{self.name}: sources of kind {self.source.kind} have no groups")
        opened = self._connector.opened(self.source, landing, progress, deadline)
        return pull_group(self.name, opened, shared, group)

    @property
    def _connector(self) -> Connector:
        return CONNECTORS[self.source.kind]
