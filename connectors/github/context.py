"""What the walks of one pull of one GitHub host have in common."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import timedelta

from connectors.errors import NotVisible
from connectors.github.client import Client
from connectors.github.limits import Limits
from connectors.github.source import GitHubSource
from connectors.landing.landing import Landing
from connectors.progress import Progress

# A watermark is this much before the walk's start: changes show up late, and move while they are listed.
OVERLAP = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository to walk: its id as text is the scope, `node` is GraphQL's; names may change."""

    id: int
    node: str
    full_name: str
    owner: str
    url: str
    is_archived: bool
    default_branch: str | None
    is_of_organization: bool


class TeamsReadable:
    """Whether the token may read an owner's teams. Safe to use from several threads."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._lock = threading.Lock()
        self._known: dict[str, bool] = {}

    def note(self, owner: str, is_readable: bool) -> None:
        with self._lock:
            self._known[owner.lower()] = is_readable

    def known(self, owner: str) -> bool | None:
        with self._lock:
            return self._known.get(owner.lower())

    def all_known(self) -> dict[str, bool]:
        with self._lock:
            return dict(self._known)

    def ask(self, repository: Repository) -> bool:
        """Ask GitHub where nothing is known yet; a person's account has no teams."""
        known = self.known(repository.owner)
        if known is None:
            known = repository.is_of_organization and self._are_listed(repository.owner)
            self.note(repository.owner, known)
        return known

    def _are_listed(self, owner: str) -> bool:
        try:
            self._client.get(f"/orgs/{owner}/teams?per_page=1")
        except NotVisible:
            return False
        return True


@dataclass(frozen=True, slots=True)
class PullContext:
    """One pull of one host, as its walks see it."""

    source: GitHubSource
    client: Client
    landing: Landing
    progress: Progress
    limits: Limits
    teams: TeamsReadable = field(repr=False)
