"""JSON over HTTP with patience: retries, rate limits and a budget, for one account and many threads."""

from __future__ import annotations

import base64
import re
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from connectors.outcome import BadAnswer, SourceError, SourceUnreachable
from connectors.transport.answers import Answer, Reading, Trouble
from connectors.transport.connection_errors import reason_of, was_connected
from connectors.transport.rate_limit import Budget, wait_before_try

TRIES = 5
CONNECT_SECONDS = 4.0
READ_SECONDS = 60.0
FIRST_CONTACT_SECONDS = 8.0
# Longer than an hourly quota needs: a host that asks for more patience is not waited for.
LONGEST_ASKED_SECONDS = 3600.0
NUMBER = re.compile(r"(?<=/)\d+(?=/|$)")


class OutOfTime(SourceError):
    """The time that the caller gave is over, or would be before the host wants to be asked again."""


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
    refused. `deadline` is a time.monotonic(): no wait goes past it (OutOfTime); requests that need no waiting
    still go out, to finish what has begun.
    Every error is a SourceError that names method and path, and never the credentials.
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
        self._reading = Reading(source, what_to_check, (password.strip(), basic.decode()))
        self._connection: dict[str, Any] = {
            "verify": ca_bundle,
            "proxies": {"http": proxy, "https": proxy} if proxy else None,
        }
        self._deadline = deadline
        self._stopped = threading.Event()
        self._reached = threading.Event()
        self._local = threading.local()
        self._lock = threading.Lock()
        self._sessions: list[requests.Session] = []
        self._most_at_once = most_at_once
        self.endpoints: dict[str, Budget] = {}
        self.budget = Budget(most_at_once)
        self.requests = 0

    def close(self) -> None:
        for session in self._sessions:
            session.close()

    @property
    def is_out_of_time(self) -> bool:
        return self._stopped.is_set() or (self._deadline is not None and time.monotonic() >= self._deadline)

    def stop(self) -> None:
        """Time is over now: whoever waits is woken with OutOfTime."""
        self._stopped.set()

    def get(self, path: str, params: Mapping[str, str | int | Sequence[str]] | None = None) -> Answer:
        return self._request({"method": "GET", "url": path, "params": params})

    def post(self, path: str, body: Mapping[str, Any]) -> Answer:
        return self._request({"method": "POST", "url": path, "json": body})

    def _request(self, call: dict[str, Any]) -> Answer:
        name = f"{call['method']} {call['url']}"
        began = time.monotonic()
        budgets = {"host": self.budget, "endpoint": self._endpoint(name)}
        for attempt in range(1, TRIES + 1):
            while (left := max(budget.pause_left() for budget in budgets.values())) > 0:
                self._wait(left, f"{name}: the site limits the rate of requests")
            try:
                with budgets["endpoint"].turn(), budgets["host"].turn():
                    answer = self._try(name, call)
            except Trouble as trouble:
                # Who never answered is asked once more, and only when that costs no time.
                is_hopeless = not self._reached.is_set() and (attempt > 1 or time.monotonic() - began > 1)
                if attempt == TRIES or is_hopeless:
                    raise trouble.error from None
                seconds = wait_before_try(attempt, trouble.asked)
                if trouble.waits != "request":
                    budgets[trouble.waits].pause(seconds)
                self._wait(seconds, trouble.error.message)
            else:
                for budget in budgets.values():
                    budget.went_well()
                return answer
        raise AssertionError("the last try returns or raises")

    def _endpoint(self, name: str) -> Budget:
        """The budget of an endpoint: of all requests whose method and path differ in numbers alone."""
        with self._lock:
            return self.endpoints.setdefault(NUMBER.sub("*", name), Budget(self._most_at_once))

    def _wait(self, seconds: float, why: str) -> None:
        is_too_late = self._deadline is not None and time.monotonic() + seconds > self._deadline
        if seconds > LONGEST_ASKED_SECONDS or is_too_late:
            raise OutOfTime(self._source, f"{why}; the next try in {seconds:.0f} s is too late for this run")
        if self._stopped.wait(seconds):
            raise OutOfTime(self._source, "the run was stopped")

    def _try(self, name: str, call: dict[str, Any]) -> Answer:
        with self._lock:
            self.requests += 1
        try:
            response = self._send(call) if self._reached.is_set() else self._first_contact(call)
        except requests.exceptions.ChunkedEncodingError:
            self._reached.set()
            raise Trouble(BadAnswer(self._source, f"{name}: the answer broke off")) from None
        except requests.exceptions.RequestException as error:
            if was_connected(error):
                self._reached.set()
            raise Trouble(SourceUnreachable(self._source, f"{name}: {reason_of(error)}")) from None
        self._reached.set()
        return self._reading.answer(name, response)

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
