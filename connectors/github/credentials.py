"""What a host is asked with: personal tokens and installations of apps; the load is spread over all."""

from __future__ import annotations

import threading
import time
from datetime import datetime

from connectors.errors import CredentialsRefused
from connectors.github.apps import AppConnection, OpenIntegration
from connectors.github.source import GitHubSource
from connectors.transport.rate_limit import RateLimit

# A token of an installation lasts an hour; it is replaced before a request that takes long could outlive it.
RENEW_SECONDS = 300.0


class Credential:
    """Somebody that GitHub knows, with limits of its own. `points` are those left, None: not known yet."""

    def __init__(self, rate_limit: RateLimit, token: str) -> None:
        self.rate_limit = rate_limit
        self.points: int | None = None
        self.limit: int | None = None
        self.resets_at: datetime | None = None
        self._token = token

    @property
    def is_renewable(self) -> bool:
        return False

    def token(self) -> str:
        return self._token

    def forget(self) -> None:
        """Have a new token made for the next request, where that is possible."""


class Installation(Credential):
    """An app in one organization. Threads that need its token at once wait for one of them to fetch it.

    PyGithub fetches the token, and could renew it by itself: but by this machine's clock, which need not be
    right, 20 seconds before it ends, and in every thread.
    """

    def __init__(self, rate_limit: RateLimit, connection: AppConnection, id_: int) -> None:
        super().__init__(rate_limit, "")
        self._connection = connection
        self._id = id_
        self._good_until = float("-inf")
        self._lock = threading.Lock()

    @property
    def is_renewable(self) -> bool:
        return True

    def token(self) -> str:
        with self._lock:
            if time.monotonic() >= self._good_until:
                self._token, lasts = self._connection.token(self._id)
                # A token that GitHub gives out for less than twice the margin is used for half of its time.
                self._good_until = time.monotonic() + max(lasts - RENEW_SECONDS, lasts / 2)
            return self._token

    def forget(self) -> None:
        with self._lock:
            self._good_until = float("-inf")


class Credentials:
    """All credentials of a source. Safe to use from several threads."""

    def __init__(self, source: GitHubSource, rate_limit: RateLimit, opened: OpenIntegration) -> None:
        self._source = source
        self._rate_limit = rate_limit
        self._lock = threading.Lock()
        self._tokens = [Credential(rate_limit.another(), token) for token in source.tokens]
        self._apps = [AppConnection(source, app, opened) for app in source.apps]
        self._installed: list[tuple[str, Installation]] | None = None

    def pick(self, owner: str | None) -> Credential:
        """The one that can ask soonest, and of these the one with most points left; `owner` None: anybody."""
        found = [*self._tokens, *self._for(owner)]
        if not found:
            ids = ", ".join(app.id for app in self._source.apps)
            whom = f"for {owner}" if owner else "anywhere"
            raise CredentialsRefused(self._source.name, f"app {ids} is not installed {whom}")
        return min(found, key=lambda each: (each.rate_limit.delay(), -(each.points or 1_000_000)))

    def every(self) -> list[Credential]:
        return [*self._tokens, *(each for _, each in self._installed or [])]

    def _for(self, owner: str | None) -> list[Installation]:
        if not self._apps:
            return []
        with self._lock:
            if self._installed is None:
                self._installed = [
                    (login, Installation(self._rate_limit.another(), app, id_))
                    for app in self._apps
                    for login, id_ in app.installations()
                ]
        return [each for login, each in self._installed if owner is None or login == owner.lower()]
