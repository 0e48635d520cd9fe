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

Source = JiraSource | GitHubSource


@dataclass(frozen=True, slots=True)
class Connector:
    """What can be done with a source of one kind; every function gets the source.

    `check` is first contact: the server's clock, aware UTC. `require_same_site` raises AnotherSite where
    another site than the source's own was landed under its name. `describe` says what the credentials show.
    `look_up` says which of the things that configuration names there are, if they are of the kinds `named`.
    `discover` is what a first organization file is guessed from. `pull` lands everything new until a
    time.monotonic(). All raise SourceError or OutOfTime. `things` are what people count of such a source,
    and `stream` is where landing has them; `also`: what else they count, and where.
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

    @property
    def _connector(self) -> Connector:
        return CONNECTORS[self.source.kind]
