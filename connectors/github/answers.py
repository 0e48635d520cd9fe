"""How GitHub's answers are read: what is a limit, what an outage, what a refusal."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from requests.structures import CaseInsensitiveDict

from connectors.errors import (
    BadAnswer,
    CredentialsRefused,
    NotVisible,
    ScopeMissing,
    SourceError,
    SourceUnreachable,
)
from connectors.github.failures import HostLacks, QueryTooLarge
from connectors.github.features import named_in
from connectors.transport.asked_waits import retry_after, until_reset
from connectors.transport.retry import Retryable
from connectors.transport.secrets import hidden

_MALFORMED = "the answer is no JSON object as GitHub sends them"
_WEB_PAGE = (
    "the answer is no JSON object but a web page (a login page or a proxy?); is the url the base of a REST"
    " interface, as https://api.github.com and https://HOST/api/v3 are?"
)
_TOO_LARGE = ("RESOURCE_LIMITS_EXCEEDED", "MAX_NODE_LIMIT_EXCEEDED")
_LEAF = ("NOT_FOUND", "FORBIDDEN")
# Codes of errors about the query itself, which every other try would get as well.
_INVALID = (
    "undefinedField",
    "undefinedType",
    "argumentLiteralsIncompatible",
    "argumentNotAccepted",
    "cannotSpreadFragment",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer; header names are lower case. `secrets` are kept out of messages."""

    source: str
    status: int
    headers: Mapping[str, str]
    text: str
    secrets: tuple[str, ...] = field(default=(), repr=False)

    @property
    def server_time(self) -> datetime | None:
        """The server's clock, aware UTC."""
        try:
            return parsedate_to_datetime(self.headers["date"]).astimezone(UTC)
        except (KeyError, ValueError):
            return None

    def json(self) -> Any:
        try:
            return json.loads(self.text)
        except ValueError:
            what = _WEB_PAGE if self.text.lstrip().startswith("<") else _MALFORMED
            raise Retryable(BadAnswer(self.source, f"{what} (HTTP {self.status})")) from None

    @property
    def message(self) -> str:
        """What GitHub says about it, in at most 200 characters."""
        try:
            body = json.loads(self.text)
        except ValueError:
            return ""
        return self.hidden(body.get("message"))[:200] if isinstance(body, dict) else ""

    def hidden(self, said: Any) -> str:
        """What the answer says, in words that may be shown."""
        return hidden(str(said or ""), self.secrets)


@dataclass(frozen=True, slots=True)
class Reply:
    """Data of a GraphQL answer with the errors that concern single things in it, which are null there."""

    data: dict[str, Any]
    errors: list[dict[str, Any]]

    def hidden(self, *place: str | int) -> str | None:
        """What is said of the thing at this place of the data, if it is there and not shown to the token."""
        return next((e["message"] for e in self.errors if _path(e)[: len(place)] == list(place)), None)

    def hidden_in(self, *place: str | int) -> str | None:
        """The same of any thing in the list at this place."""
        return next((e["message"] for e in self.errors if _path(e)[:-1] == list(place)), None)


@contextmanager
def as_promised(source: str, about: str) -> Iterator[None]:
    """Turn what trips over an answer that is not what was asked for into a BadAnswer."""
    try:
        yield
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        said = f"what came about {about} is not what was asked for ({type(error).__name__}: {error})"
        raise BadAnswer(source, said) from error


def read_rest(answer: Answer) -> Any:
    """The body of a REST answer. NotVisible: not for this token; Retryable: another try may do."""
    _raise_for_all(answer)
    if answer.status >= 500:
        raise Retryable(_outage(answer))
    if answer.status in (302, 403, 404, 410, 451):
        said = f": {answer.message}" if answer.message else ""
        message = f"not found, or not visible to the token (HTTP {answer.status}{said})"
        raise NotVisible(answer.source, message, answer.status)
    if answer.status != 200:
        raise BadAnswer(
            answer.source, f"unexpected HTTP {answer.status}: {answer.message or 'no explanation'}"
        )
    return answer.json()


def read_graphql(answer: Answer) -> Reply:
    """Data and harmless errors of a GraphQL answer.

    Raises QueryTooLarge when less should be asked for, HostLacks when something cannot be asked for at all,
    NotVisible when all that was asked for is refused.
    """
    _raise_for_all(answer)
    if answer.status in (502, 504):
        raise QueryTooLarge(_outage(answer))
    if answer.status >= 500:
        raise Retryable(_outage(answer))
    if answer.status == 403:
        raise CredentialsRefused(answer.source, f"GraphQL is refused (HTTP 403): {answer.message}")
    if answer.status != 200:
        hint = "is the url the base of a REST interface, with GraphQL beside it?"
        said = "; ".join(filter(None, [answer.message, hint]))
        raise BadAnswer(answer.source, f"GraphQL answered HTTP {answer.status}: {said}")
    body = answer.json()
    if not isinstance(body, dict) or not ("data" in body or "errors" in body):
        raise Retryable(BadAnswer(answer.source, _MALFORMED))
    errors = [
        {**error, "message": answer.hidden(error.get("message"))}
        for error in body.get("errors") or []
        if isinstance(error, dict)
    ]
    _raise_for_errors(answer, errors, body.get("data") is not None)
    if body.get("data") is None and errors:
        # Nothing else was asked for than what is refused.
        raise NotVisible(answer.source, f"not visible to the token ({_said(errors)})", 403)
    if not isinstance(body.get("data"), dict):
        raise Retryable(BadAnswer(answer.source, f"GraphQL answered without data: {_said(errors)}"))
    return Reply(body["data"], errors)


def _path(error: dict[str, Any]) -> list[str | int]:
    """Where something is hidden, by single sign-on or a list of addresses; NOT_FOUND says that it is gone."""
    return list(error.get("path") or []) if error.get("type") == "FORBIDDEN" else []


def _raise_for_all(answer: Answer) -> None:
    """What means the same in REST and GraphQL: a refused token, and limits."""
    if answer.status == 401:
        said = f"the token was not accepted (HTTP 401: {answer.message or 'no explanation'})"
        raise CredentialsRefused(answer.source, said)
    if answer.status in (403, 429):
        if answer.headers.get("x-ratelimit-remaining") == "0":
            raise _rate_limited(answer)
        if answer.status == 429 or "retry-after" in answer.headers or _is_limit(answer.message):
            raise _held_back(answer)


def _raise_for_errors(answer: Answer, errors: list[dict[str, Any]], has_data: bool) -> None:
    """What the errors of one answer come to: all are read, as one may stand before what explains it."""
    kinds = [str(error.get("type") or "") for error in errors]
    messages = [error["message"] for error in errors]
    if "RATE_LIMITED" in kinds:
        raise _rate_limited(answer)
    if any(map(_is_limit, messages)):
        raise _held_back(answer)
    too_large = [error for error in errors if error.get("type") in _TOO_LARGE or _gives_up(error["message"])]
    if too_large:
        said = f"GitHub gives up on a query: {_said(too_large)}"
        raise QueryTooLarge(SourceUnreachable(answer.source, said))
    # A query that does not fit the host's schema is not run: there is no data, and the errors have no type.
    invalid = [] if has_data else [error for error in errors if not error.get("type")]
    if lacking := named_in(error["message"] for error in invalid):
        said = f"not known to this version of the server ({_said(invalid)})"
        raise HostLacks(lacking, NotVisible(answer.source, said))
    if missing := [error for error in errors if error.get("type") == "INSUFFICIENT_SCOPES"]:
        raise ScopeMissing(answer.source, f"the token lacks a scope: {_said(missing)}")
    if others := [error for error in errors if error.get("type") not in _LEAF]:
        problem = BadAnswer(answer.source, f"GraphQL answered with an error: {_said(others)}")
        codes = {(error.get("extensions") or {}).get("code") for error in others}
        raise Retryable(problem) if codes.isdisjoint(_INVALID) else problem


def _gives_up(message: str) -> bool:
    return "timeout" in message.lower() or "something went wrong" in message.lower()


def _is_limit(message: str) -> bool:
    return "secondary rate limit" in message.lower() or "abuse detection" in message.lower()


def _rate_limited(answer: Answer) -> Retryable:
    """The hour's points are used up: everybody waits for the hour's end, by the server's clock."""
    left = until_reset(CaseInsensitiveDict(answer.headers)) if answer.server_time is not None else None
    problem = SourceUnreachable(answer.source, "the hour's rate limit is used up")
    return Retryable(problem, None if left is None else left + 1, holds="host")


def _held_back(answer: Answer) -> Retryable:
    problem = SourceUnreachable(answer.source, "GitHub's secondary rate limit holds requests back")
    return Retryable(problem, retry_after(CaseInsensitiveDict(answer.headers)), holds="host")


def _outage(answer: Answer) -> SourceError:
    return SourceUnreachable(answer.source, f"GitHub answers HTTP {answer.status}: try again later")


def _said(errors: list[dict[str, Any]]) -> str:
    return (
        "; ".join(f"{error.get('type') or 'error'}: {error.get('message')}"[:200] for error in errors[:3])
        or "null"
    )
