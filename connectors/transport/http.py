"""JSON over HTTP with patience: retries, rate limits and a deadline, for one account and many threads."""

from __future__ import annotations

import base64
import re
import threading
from collections.abc import Mapping, Sequence
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
from connectors.transport.sessions import Login, Sessions

RETRIES = Retries(tries=5)
# Longer than an hourly quota needs: a host that asks for more patience is not waited for.
LONGEST_ASKED_SECONDS = 3600.0
NUMBER = re.compile(r"(?<=/)\d+(?=/|$)")


class Http:
    """Requests to one host under one account, for many threads.

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
        # Encoded here: requests takes text as Latin-1, and when it is not its error names the text.
        basic = base64.b64encode(f"{user.strip()}:{password.strip()}".encode())
        bearer = password.strip().encode()
        login = Login(b"Basic " + basic if user.strip() else b"Bearer " + bearer if bearer else b"")
        self._sessions = Sessions(url, login, ca_bundle, proxy)
        self._reader = AnswerReader(source, what_to_check, (password.strip(), basic.decode()))
        self._deadline = Deadline(source, deadline, longest_wait=LONGEST_ASKED_SECONDS)
        self._reached = threading.Event()
        self._lock = threading.Lock()
        self.endpoints: dict[str, RateLimit] = {}
        self.rate_limit = RateLimit(self._deadline, most_at_once)
        self.requests = 0
        self.received_bytes = 0

    def close(self) -> None:
        self._sessions.close()

    @property
    def waited_seconds(self) -> float:
        """Of all threads together, whatever it was that they waited for."""
        return self._deadline.waited_seconds

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
            send = self._sessions.send if self._reached.is_set() else self._sessions.send_first
            response = send(call)
        except requests.exceptions.ChunkedEncodingError:
            self._reached.set()
            raise Retryable(BadAnswer(self._source, f"{name}: the answer broke off")) from None
        except requests.exceptions.RequestException as error:
            if was_connected(error):
                self._reached.set()
            raise Retryable(SourceUnreachable(self._source, f"{name}: {reason_of(error)}")) from None
        self._reached.set()
        with self._lock:
            self.received_bytes += len(response.content)
        return self._reader.answer(name, response)
