"""GitHub Apps, by PyGithub: where one is installed, and tokens for its installations."""

from __future__ import annotations

import threading
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import TypeVar

import jwt
import requests
from github import Auth, GithubException, GithubIntegration

from connectors.errors import BadAnswer, CredentialsRefused, SourceUnreachable
from connectors.github.source import App, GitHubSource
from connectors.transport.connection_errors import reason_of
from connectors.transport.retry import Retryable

T = TypeVar("T")
OpenIntegration = Callable[[Auth.AppAuth], GithubIntegration]


class AppConnection:
    """Speaks for an app itself: in which organizations it is installed, and tokens for those."""

    def __init__(self, source: GitHubSource, app: App, opened: OpenIntegration) -> None:
        self._source = source
        self._app = app
        self._opened = opened
        self._integration: GithubIntegration | None = None
        # PyGithub mixes up answers when threads share a connection.
        self._lock = threading.Lock()

    def installations(self) -> list[tuple[str, int]]:
        """Owner (lower case) and id of every installation."""

        def listed(integration: GithubIntegration) -> list[tuple[str, int]]:
            found = [one.raw_data for one in integration.get_installations()]
            return [(str(one["account"]["login"]).lower(), int(one["id"])) for one in found]

        return self._ask(listed)

    def token(self, installation: int) -> tuple[str, float]:
        """A new token, and for how many seconds it is good by the server's own clock."""

        def fetched(integration: GithubIntegration) -> tuple[str, float]:
            made = integration.get_access_token(installation)
            fetched_at = parsedate_to_datetime(str(made.raw_headers["date"]))
            return str(made.raw_data["token"]), (made.expires_at - fetched_at).total_seconds()

        return self._ask(fetched)

    def _ask(self, question: Callable[[GithubIntegration], T]) -> T:
        with self._lock:
            try:
                self._integration = self._integration or self._opened(self._auth())
                return question(self._integration)
            except GithubException as error:
                if error.status in (401, 403, 404):
                    refused = f"GitHub does not accept app {self._app.id} (HTTP {error.status})"
                    raise CredentialsRefused(self._source.name, refused) from None
                said = f"GitHub answers an app with HTTP {error.status}"
                raise Retryable(SourceUnreachable(self._source.name, said)) from None
            except requests.exceptions.RequestException as error:
                said = f"no answer from {self._source.host}: {reason_of(error)}"
                raise Retryable(SourceUnreachable(self._source.name, said)) from None
            except (KeyError, TypeError, ValueError, AttributeError, AssertionError):
                said = f"the answer to app {self._app.id} is not what GitHub sends"
                raise Retryable(BadAnswer(self._source.name, said)) from None

    def _auth(self) -> Auth.AppAuth:
        """The app's signature, tried once. Raises CredentialsRefused for a key that is none."""
        auth = Auth.AppAuth(self._app.id, self._app.private_key.replace("\\n", "\n"))
        try:
            auth.create_jwt()
        except (jwt.PyJWTError, TypeError, ValueError):
            said = f"the private key of app {self._app.id} is none: it begins with -----BEGIN"
            raise CredentialsRefused(self._source.name, said) from None
        return auth
