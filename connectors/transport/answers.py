"""What comes back over HTTP: an answer's JSON, or the error that it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import requests

from connectors.errors import BadAnswer, CredentialsRefused, Forbidden, RequestRefused
from connectors.transport.asked_waits import asked_wait
from connectors.transport.retry import Retryable
from connectors.transport.secrets import hidden

TRIED_AGAIN = {429, 500, 502, 503, 504}
# In the reason of a 429 when one endpoint is asked too fast; other reasons are of quotas for all of them.
BURST = "burst"


@dataclass(frozen=True, slots=True)
class Answer:
    """A decoded answer. Header names are looked up whatever their case."""

    body: Any
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AnswerReader:
    """How the answers of one source are read. `secrets` are kept out of messages; see Http for the rest."""

    source: str
    what_to_check: str
    secrets: tuple[str, ...] = field(repr=False)

    def answer(self, name: str, response: requests.Response) -> Answer:
        """The JSON of an answer to the request `name`. Raises SourceError, or Retryable where it may pass."""
        if response.status_code != 200:
            raise self._not_ok(name, response)
        if "text/html" in response.headers.get("Content-Type", "") or response.content.lstrip()[:1] == b"<":
            what = "a web page came instead of JSON (a login page or a proxy?); check the source's url"
            raise BadAnswer(self.source, f"{name}: {what}")
        try:
            return Answer(_decoded(response.content), response.headers)
        except ValueError:
            raise Retryable(BadAnswer(self.source, f"{name}: the answer is cut off, or not JSON")) from None

    def _not_ok(self, name: str, response: requests.Response) -> Exception:
        """The error for an answer other than 200: a Retryable when trying again can help."""
        status = response.status_code
        said = self._said(response)
        if status in TRIED_AGAIN:
            asked = asked_wait(response.headers)
            reason = self._clean(response.headers.get("RateLimit-Reason", ""))
            error = RequestRefused(
                self.source, f"{name}: answered {status}{f' ({reason})' if reason else ''}{said}", status
            )
            if status == 429 and reason and BURST in reason:
                return Retryable(error, asked, holds="endpoint")
            return Retryable(error, asked, holds="host" if status == 429 or asked is not None else "request")
        if status in (401, 403):
            refused = Forbidden if status == 403 else CredentialsRefused
            return refused(self.source, f"{name}: answered {status}{said}; {self.what_to_check}")
        if 300 <= status < 400:
            to = response.headers.get("Location", "").split("?")[0]
            return RequestRefused(
                self.source, f"{name}: is redirected to {self._clean(to)}; check the source's url", status
            )
        return RequestRefused(self.source, f"{name}: answered {status}{said}", status)

    def _said(self, response: requests.Response) -> str:
        """What the vendor says about an error, if it says it in JSON; short, and without the credentials."""
        try:
            body = json.loads(response.content)
        except ValueError:
            return ""
        text = self._clean(" ".join(_texts(body)))[:300]
        return f": {text}" if text else ""

    def _clean(self, text: str) -> str:
        return hidden(text, self.secrets)


def _decoded(content: bytes) -> Any:
    """JSON, in which a text that comes again and again is one object: that halves what long answers take."""
    texts: dict[str, str] = {}

    def share(read: dict[str, Any]) -> dict[str, Any]:
        for name, value in read.items():
            if type(value) is str:
                read[name] = texts.setdefault(value, value)
        return read

    return json.loads(content, object_hook=share)


def _texts(said: Any) -> list[str]:
    """The words in an error answer: Jira's `errorMessages` and `errors`, or one `message`."""
    if isinstance(said, str):
        return said.split()
    if isinstance(said, list):
        return [word for part in said for word in _texts(part)]
    if isinstance(said, dict):
        return [word for part in said.values() for word in _texts(part)]
    return []
