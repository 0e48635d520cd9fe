"""What a host is asked with: personal tokens and installations of apps; the load is spread over all."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import jwt
import requests
from github import Auth, Github

from connectors.github.failures import Again
from connectors.github.rate_limit import Pace
from connectors.github.source import App, GitHubSource
from connectors.outcome import BadAnswer, CredentialsRefused, SourceUnreachable
from connectors.transport.connection_errors import reason_of

# A token of an installation lasts an hour; it is replaced before a request that takes long could outlive it.
RENEW_SECONDS = 300.0
Opened = Callable[[Auth.Auth], Github]


class Credential:
    """Somebody that GitHub knows, with limits of its own. `points` are those left, None: not known yet."""

    def __init__(self, pace: Pace, token: str) -> None:
        self.pace = pace
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
    """An app in one organization. Threads that need its token at once wait for one of them to fetch it."""

    def __init__(self, pace: Pace, line: AppLine, id_: int) -> None:
        super().__init__(pace, "")
        self._line = line
        self._id = id_
        self._good_until = float("-inf")
        self._lock = threading.Lock()

    @property
    def is_renewable(self) -> bool:
        return True

    def token(self) -> str:
        with self._lock:
            if time.monotonic() >= self._good_until:
                self._token, lasts = self._line.token(self._id)
                # A token that GitHub gives out for less than twice the margin is used for half of its time.
                self._good_until = time.monotonic() + max(lasts - RENEW_SECONDS, lasts / 2)
            return self._token

    def forget(self) -> None:
        with self._lock:
            self._good_until = float("-inf")


class AppLine:
    """Speaks for an app itself: in which organizations it is installed, and tokens for those."""

    def __init__(self, source: GitHubSource, app: App, opened: Opened) -> None:
        self._source = source.name
        self._host = source.host
        self._app = app
        self._opened = opened
        self._lock = threading.Lock()

    def installations(self) -> Iterator[tuple[str, int]]:
        """Owner (lower case) and id of every installation."""
        number = 1
        while True:
            page = self._ask("GET", f"/app/installations?per_page=100&page={number}")[1]
            yield from ((str(each["account"]["login"]).lower(), int(each["id"])) for each in page)
            if len(page) < 100:
                return
            number += 1

    def token(self, installation: int) -> tuple[str, float]:
        """A new token, and for how many seconds it is good by the server's own clock."""
        headers, body = self._ask("POST", f"/app/installations/{installation}/access_tokens")
        expires_at = datetime.fromisoformat(body["expires_at"])
        return str(body["token"]), (expires_at - parsedate_to_datetime(headers["date"])).total_seconds()

    def _ask(self, verb: str, path: str) -> tuple[dict[str, Any], Any]:
        refused = f"GitHub does not accept app {self._app.id}"
        with self._lock:
            try:
                key = self._app.private_key.replace("\\n", "\n")
                requester = self._opened(Auth.AppAuth(self._app.id, key)).requester
                status, headers, text = requester.requestJson(
                    verb, path, input={} if verb == "POST" else None
                )
            except (jwt.PyJWTError, TypeError, ValueError):
                said = f"the private key of app {self._app.id} is none: it begins with -----BEGIN"
                raise CredentialsRefused(self._source, said) from None
            except requests.exceptions.RequestException as error:
                said = f"no answer from {self._host}: {reason_of(error)}"
                raise Again(SourceUnreachable(self._source, said)) from None
        if status in (401, 403, 404):
            raise CredentialsRefused(self._source, f"{refused} (HTTP {status})")
        if status >= 300:
            raise Again(SourceUnreachable(self._source, f"GitHub answers an app with HTTP {status}"))
        try:
            return headers, json.loads(text)
        except ValueError:
            said = f"the answer to app {self._app.id} is no JSON"
            raise Again(BadAnswer(self._source, said)) from None


class Credentials:
    """All credentials of a source. Safe to use from several threads."""

    def __init__(self, source: GitHubSource, pace: Pace, opened: Opened) -> None:
        self._source = source
        self._pace = pace
        self._lock = threading.Lock()
        paces = [pace, *(pace.another() for _ in source.tokens[1:])]
        self._tokens = [Credential(each, token) for each, token in zip(paces, source.tokens, strict=False)]
        self._lines = [AppLine(source, app, opened) for app in source.apps]
        self._installed: list[tuple[str, Installation]] | None = None

    def pick(self, owner: str | None) -> Credential:
        """The one that can ask soonest, and of these the one with most points left; `owner` None: anybody."""
        found = [*self._tokens, *self._for(owner)]
        if not found:
            ids = ", ".join(app.id for app in self._source.apps)
            whom = f"for {owner}" if owner else "anywhere"
            raise CredentialsRefused(self._source.name, f"app {ids} is not installed {whom}")
        return min(found, key=lambda each: (each.pace.delay(), -(each.points or 1_000_000)))

    def every(self) -> list[Credential]:
        return [*self._tokens, *(each for _, each in self._installed or [])]

    def hidden(self, text: str, used: str) -> str:
        """`text` without the tokens that an answer may repeat."""
        for secret in (used, *self._source.tokens):
            text = text.replace(secret, "(token)")
        return text

    def _for(self, owner: str | None) -> list[Installation]:
        if not self._lines:
            return []
        with self._lock:
            if self._installed is None:
                self._installed = [
                    (login, Installation(self._pace.another(), line, id_))
                    for line in self._lines
                    for login, id_ in line.installations()
                ]
        return [each for login, each in self._installed if owner is None or login == owner.lower()]
