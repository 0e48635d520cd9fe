"""The sessions of requests that carry an account's requests to a host: one for each thread."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

import requests

CONNECT_SECONDS = 4.0
READ_SECONDS = 60.0
FIRST_CONTACT_SECONDS = 8.0


@dataclass(frozen=True, slots=True)
class Login(requests.auth.AuthBase):
    """Credentials as the header that says them. Set like this, no netrc file takes their place."""

    header: bytes = field(repr=False)

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self.header:
            request.headers["Authorization"] = self.header  # type: ignore[assignment]
        return request


class Sessions:
    """Safe to use from several threads. What goes wrong is a RequestException of requests."""

    def __init__(self, url: str, login: Login, ca_bundle: str | None, proxy: str | None) -> None:
        self._url = url.rstrip("/")
        self._login = login
        self._connection: dict[str, Any] = {
            "verify": ca_bundle,
            "proxies": {"http": proxy, "https": proxy} if proxy else None,
        }
        self._thread = threading.local()
        self._lock = threading.Lock()
        self._opened: list[requests.Session] = []

    def send(self, call: dict[str, Any]) -> requests.Response:
        """`call` is what requests takes, with a path in place of the url."""
        # A redirect is never followed: a POST would go on as a GET, and nobody knows to whom.
        return self._session().request(
            **{**call, "url": self._url + call["url"]},
            **self._connection,
            timeout=(CONNECT_SECONDS, READ_SECONDS),
            allow_redirects=False,
        )

    def send_first(self, call: dict[str, Any]) -> requests.Response:
        """Ask a host that never answered yet, in a thread that is left behind when it takes too long.

        The connect timeout alone does not bound it: it holds per address, and looking up a name has none.
        """
        result: list[requests.Response | requests.exceptions.RequestException] = []

        def ask() -> None:
            try:
                result.append(self.send(call))
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

    def close(self) -> None:
        for session in self._opened:
            session.close()

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._thread, "session", None)
        if session is None:
            session = requests.Session()
            session.headers.update({"Accept": "application/json", "User-Agent": "baton"})
            session.auth = self._login
            self._thread.session = session
            with self._lock:
                self._opened.append(session)
        return session
