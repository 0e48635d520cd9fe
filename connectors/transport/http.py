"""JSON over HTTP with patience: retries, rate limits and a deadline, for one account and many threads."""

from __future__ import annotations

import base64
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from tenacity import RetryCallState

from connectors.errors import BadAnswer, SourceUnreachable
from connectors.transport.answers import Answer, AnswerReader
from connectors.transport.connection_errors import reason_of, was_connected
from connectors.transport.deadline import Deadline
from connectors.transport.rate_limit import RateLimit
from connectors.transport.retry import Retries, Retryable, with_retries

RETRIES = Retries(tries=5)
CONNECT_SECONDS = 4.0
READ_SECONDS = 60.0
FIRST_CONTACT_SECONDS = 8.0
# Longer than an hourly quota needs: a host that asks for more patience is not waited for.
LONGEST_ASKED_SECONDS = 3600.0
NUMBER = re.compile(r"(?<=/)\d+(?=/|$)")


@dataclass(frozen=True, slots=True)
class _Login(requests.auth.AuthBase):
    """Credentials as the header that says them. Set like this, no netrc file takes their place."""

    header: bytes = field(repr=False)

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self.header:
            request.headers["Authorization"] = self.header  # type: ignore[assignment]
        return request


class Http:
    """Requests to one host under one account; a session per thread.

    Without a `user` the password is a bearer token; without both nobody is named. `ca_bundle` is a file of
    certificates to trust instead of the usual ones, `proxy` the address of a proxy; without them the
    environment's are used, as requests does. `what_to_check` ends the message when the credentials are
    refused. `deadline` is a time.monotonic(), see Deadline: OutOfTime is raised when a wait would go past it.
    Every other error is a SourceError that names method and path, and never the credentials.
    """

    def __init__(
        self,
        source: str,
        url: str,
        *,
        user: str,
        password: str,
        what_to_check: str,
        most_at_once: int = 6,
        deadline: float | None = None,
        ca_bundle: str | None = None,
        proxy: str | None = None,
    ) -> None:
        if ca_bundle is not None and not Path(ca_bundle).exists():
            raise SourceUnreachable(source, f"the file of certificates {ca_bundle} is not there")
        self._source = source
        self._url = url.rstrip("/")
        # Encoded here: requests takes text as Latin-1, and when it is not its error names the text.
        basic = base64.b64encode(f"{user.strip()}:{password.strip()}".encode())
        bearer = password.strip().encode()
        self._login = _Login(b"Basic " + basic if user.strip() else b"Bearer " + bearer if bearer else b"")
        self._reader = AnswerReader(source, what_to_check, (password.strip(), basic.decode()))
        self._connection: dict[str, Any] = {
            "verify": ca_bundle,
            "proxies": {"http": proxy, "https": proxy} if proxy else None,
        }
        self._deadline = Deadline(source, deadline, longest_wait=LONGEST_ASKED_SECONDS)
        self._reached = threading.Event()
        self._local = threading.local()
        self._lock = threading.Lock()
        self._sessions: list[requests.Session] = []
        self.endpoints: dict[str, RateLimit] = {}
        self.rate_limit = RateLimit(self._deadline, most_at_once)
        self.requests = 0

    def close(self) -> None:
        for session in self._sessions:
            session.close()

    @property
    def is_out_of_time(self) -> bool:
        return self._deadline.is_over

    def stop(self) -> None:
        """Time is over now: whoever waits is woken with OutOfTime."""
        self._deadline.stop()

    def get(self, path: str, params: Mapping[str, str | int | Sequence[str]] | None = None) -> Answer:
        return self._request({"method": "GET", "url": path, "params": params})

    def post(self, path: str, body: Mapping[str, Any]) -> Answer:
        return self._request({"method": "POST", "url": path, "json": body})

    def _request(self, call: dict[str, Any]) -> Answer:
        name = f"{call['method']} {call['url']}"
        limits = {"endpoint": self._endpoint(name), "host": self.rate_limit}

        def ask() -> Answer:
            try:
                with limits["endpoint"].turn(), limits["host"].turn():
                    answer = self._try(name, call)
            except Retryable as failure:
                failure.limit = limits.get(failure.holds)
                raise
            for limit in limits.values():
                limit.went_well()
            return answer

        return with_retries(ask, RETRIES, self._deadline, self._is_hopeless)

    def _is_hopeless(self, state: RetryCallState) -> bool:
        """Who never answered is asked once more, and only when that costs no time."""
        took_long = (state.seconds_since_start or 0.0) > 1
        return not self._reached.is_set() and (state.attempt_number > 1 or took_long)

    def _endpoint(self, name: str) -> RateLimit:
        """The limit of an endpoint: of all requests whose method and path differ in numbers alone."""
        with self._lock:
            return self.endpoints.setdefault(NUMBER.sub("*", name), self.rate_limit.another())

    def _try(self, name: str, call: dict[str, Any]) -> Answer:
        with self._lock:
            self.requests += 1
        try:
            response = self._send(call) if self._reached.is_set() else self._first_contact(call)
        except requests.exceptions.ChunkedEncodingError:
            self._reached.set()
            raise Retryable(BadAnswer(self._source, f"{name}: the answer broke off")) from None
        except requests.exceptions.RequestException as error:
            if was_connected(error):
                self._reached.set()
            raise Retryable(SourceUnreachable(self._source, f"{name}: {reason_of(error)}")) from None
        self._reached.set()
        return self._reader.answer(name, response)

    def _send(self, call: dict[str, Any]) -> requests.Response:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = requests.Session()
            session.headers.update({"Accept": "application/json", "User-Agent": "baton"})
            session.auth = self._login
            self._local.session = session
            with self._lock:
                self._sessions.append(session)
        # A redirect is never followed: a POST would go on as a GET, and nobody knows to whom.
        return session.request(
            **{**call, "url": self._url + call["url"]},
            **self._connection,
            timeout=(CONNECT_SECONDS, READ_SECONDS),
            allow_redirects=False,
        )

    def _first_contact(self, call: dict[str, Any]) -> requests.Response:
        """Ask a host that never answered yet, in a thread that is left behind when it takes too long.

        The connect timeout alone does not bound it: it holds per address, and looking up a name has none.
        """
        result: list[requests.Response | requests.exceptions.RequestException] = []

        def ask() -> None:
            try:
                result.append(self._send(call))
            except requests.exceptions.RequestException as error:
                result.append(error)

        thread = threading.Thread(target=ask, name="first contact", daemon=True)
        thread.start()
        thread.join(FIRST_CONTACT_SECONDS)
        if not result:
            raise requests.exceptions.Timeout
        if isinstance(result[0], requests.exceptions.RequestException):
            raise result[0]
        return result[0]
