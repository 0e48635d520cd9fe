"""PyGithub's requesters, which authenticate and carry requests: one for each thread and credential."""

from __future__ import annotations

import threading
from typing import Any, TypeVar

import requests
from github import Auth, Github, GithubIntegration
from urllib3 import Retry
from urllib3.exceptions import ReadTimeoutError

from connectors.errors import BadAnswer, CredentialsRefused, SourceUnreachable
from connectors.github.failures import QueryTooLarge
from connectors.github.source import GitHubSource
from connectors.transport.connection_errors import reason_of
from connectors.transport.retry import Retryable

Opened = TypeVar("Opened", Github, GithubIntegration)
# Status, headers (names in lower case) and text.
Response = tuple[int, dict[str, Any], str]


class Requesters:
    """Safe to use from several threads."""

    def __init__(self, source: GitHubSource, timeout_seconds: int) -> None:
        self._source = source
        self._options: dict[str, Any] = {
            "base_url": source.url.rstrip("/"),
            "timeout": timeout_seconds,
            "user_agent": "baton",
            "per_page": 100,
            # Trying again is the client's matter: what timed out must not be sent as large again.
            "retry": Retry(
                total=0, connect=0, read=False, status=0, redirect=0, other=0, status_forcelist=()
            ),
            "seconds_between_requests": 0,
            "seconds_between_writes": 0,
            "api_version": "2022-11-28",
        }
        self._lock = threading.Lock()
        self._thread = threading.local()
        self._opened: list[Github | GithubIntegration] = []

    def send(
        self, verb: str, path: str, body: dict[str, Any] | None, credential: object, token: str
    ) -> Response:
        """One try, whatever the status of its answer. `token` is the one that `credential` has now."""
        requester = self._github(credential, token).requester
        url = requester.graphql_url if path == "/graphql" else path
        try:
            return requester.requestJson(verb, url, input=body)
        except (requests.exceptions.InvalidHeader, UnicodeEncodeError):
            # The exception's own text holds the header, and with it the token.
            refused = "the token has characters that no token has"
            raise CredentialsRefused(self._source.name, refused) from None
        except requests.exceptions.RequestException as error:
            raise self._connection_error(error, is_graphql=path == "/graphql") from None
        except (RuntimeError, ValueError, AssertionError):
            # A redirect to elsewhere, or rate limit headers that are no numbers.
            said = f"{self._source.host} answers what cannot be followed, such as a redirect to elsewhere"
            hint = "is its url https://api.github.com, or https://HOST/api/v3?"
            raise Retryable(BadAnswer(self._source.name, f"{said}; {hint}")) from None

    def integration(self, auth: Auth.AppAuth) -> GithubIntegration:
        """For questions of an app itself."""
        return self._to_be_closed(GithubIntegration(auth=auth, **self._options))

    def close(self) -> None:
        for github in self._opened:
            github.close()

    def _github(self, credential: object, token: str) -> Github:
        """This thread's own PyGithub: its requester mixes up answers when threads share it."""
        mine: dict[int, tuple[str, Github]] = self._thread.__dict__.setdefault("mine", {})
        known = mine.get(id(credential))
        if known is None or known[0] != token:
            known = token, self._to_be_closed(Github(auth=Auth.Token(token), **self._options))
            mine[id(credential)] = known
        return known[1]

    def _to_be_closed(self, opened: Opened) -> Opened:
        with self._lock:
            self._opened.append(opened)
        return opened

    def _connection_error(
        self, error: requests.exceptions.RequestException, is_graphql: bool
    ) -> Retryable | QueryTooLarge:
        problem = SourceUnreachable(
            self._source.name, f"no answer from {self._source.host}: {reason_of(error)}"
        )
        # Too slow to begin an answer, or stuck in the middle of one.
        is_slow = isinstance(error, requests.exceptions.ReadTimeout) or any(
            isinstance(cause, ReadTimeoutError) for cause in error.args
        )
        return QueryTooLarge(problem) if is_slow and is_graphql else Retryable(problem)
