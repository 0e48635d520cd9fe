"""Faults that a server can be told to have, for tests of what reads from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from itertools import count
from typing import Any, Literal

Kind = Literal[
    "429",
    "429 without Retry-After",
    "429 burst",
    "403",
    "404",
    "500",
    "502",
    "503",
    "504",
    "reset",
    "truncated",
    "html",
    "unauthorized",
    "RATE_LIMITED",
    "RESOURCE_LIMITS_EXCEEDED",
    "INSUFFICIENT_SCOPES",
    "FORBIDDEN",
    "secondary",
    "secondary as 200",
    "slow",
    "repeat",
    "skip",
    "endless",
    "changed",
    "anonymous",
]
# The fault decides by itself only in part: these need the real answer.
PAGES = {"repeat", "skip", "endless"}
ON_THE_ANSWER = {"slow", "truncated", "RESOURCE_LIMITS_EXCEEDED", "FORBIDDEN", "changed", *PAGES}
LISTS = ("issues", "values", "issueChangeLogs", "comments", "worklogs")
HTML = b"<!DOCTYPE html><html><head><title>Log in</title></head><body><p>Please log in.</p></body></html>"
SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
SINGLE_SIGN_ON = (
    "Resource protected by organization SAML enforcement. You must grant your Personal Access token access to"
    " this organization."
)

# Tokens that always begin anew.
ENDLESS = "endless-"
_tokens = count()

Sent = tuple[int, dict[str, str], Any]


@dataclass
class Fault:
    """`times` answers of requests whose path fits `pattern` go wrong, after `after` of them went well.

    `seconds` is the delay of a slow answer, and what Retry-After and the reset of a rate limit say. `change`
    is what a changed answer goes through: whatever odd value a vendor has in it. An anonymous request is
    answered as if nobody asked: with nothing.
    """

    pattern: str
    kind: Kind
    times: int
    after: int = 0
    seconds: float = 1.0
    when: Callable[[bytes], bool] | None = None
    change: Callable[[Any], Any] | None = None

    def strikes(self, path: str, body: bytes) -> bool:
        """Whether this request is one that goes wrong; counts it."""
        if (
            self.times <= 0
            or not fnmatchcase(path, self.pattern)
            or not (self.when is None or self.when(body))
        ):
            return False
        if self.after > 0:
            self.after -= 1
            return False
        self.times -= 1
        return True


class Faults:
    """What is still to go wrong. `served` counts the faults by kind."""

    def __init__(self) -> None:
        self._planned: list[Fault] = []
        self.served: Counter[str] = Counter()

    def plan(self, fault: Fault) -> None:
        self._planned.append(fault)

    def clear(self) -> None:
        self._planned.clear()

    def next(self, path: str, body: bytes) -> Fault | None:
        found = next((fault for fault in self._planned if fault.strikes(path, body)), None)
        if found is not None:
            self.served[found.kind] += 1
        return found


def answer(fault: Fault, clock: datetime) -> Sent:
    """The status, headers and body (JSON, or bytes as they are) of a fault that needs no real answer."""
    after = {"Retry-After": f"{fault.seconds:g}"}
    reset = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(clock.timestamp() + fault.seconds))}
    match fault.kind:
        case "429":
            return 429, after, {"errorMessages": ["Rate limit exceeded."], "message": "Rate limit exceeded."}
        case "429 burst":
            burst = {**after, "RateLimit-Reason": "jira-burst-based"}
            return 429, burst, {"errorMessages": ["Rate limit exceeded."], "message": "Rate limit exceeded."}
        case "429 without Retry-After":
            return 429, {}, {"errorMessages": ["Rate limit exceeded."], "message": "Rate limit exceeded."}
        case "html":
            return 200, {"Content-Type": "text/html; charset=utf-8"}, HTML
        case "RATE_LIMITED":
            message = "API rate limit already exceeded for user ID 1."
            return 200, reset, {"errors": [{"type": "RATE_LIMITED", "message": message}]}
        case "INSUFFICIENT_SCOPES":
            message = "Your token has not been granted the required scopes to execute this query."
            return 200, {}, {"errors": [{"type": "INSUFFICIENT_SCOPES", "message": message}]}
        case "secondary":
            return 403, after, {"message": SECONDARY, "documentation_url": "https://docs.github.com/"}
        case "secondary as 200":
            return 200, after, {"data": None, "errors": [{"message": SECONDARY}]}
        case _:
            return int(fault.kind), {"Content-Type": "text/html"}, b"<html><body>Server error</body></html>"


def limit_resources(body: dict[str, Any]) -> dict[str, Any]:
    """A GraphQL answer that ran out of resources: the second half of its nodes is null."""
    data = body.get("data") or {}
    inner: Any = data.get("repository") or {}
    nodes = data.get("nodes") or (inner.get("pullRequests") or {}).get("nodes") or []
    for place in range(len(nodes) // 2, len(nodes)):
        nodes[place] = None
    message = "Resource limits for this query exceeded."
    return body | {"errors": [{"type": "RESOURCE_LIMITS_EXCEEDED", "message": message}]}


def forbid_nodes(body: dict[str, Any]) -> dict[str, Any]:
    """A GraphQL answer to a token that single sign-on lets see half: every other node is null, and named."""
    nodes = (body.get("data") or {}).get("nodes") or []
    errors = list(body.get("errors") or [])
    for place in range(1, len(nodes), 2):
        nodes[place] = None
        error = {"type": "FORBIDDEN", "path": ["nodes", place], "message": SINGLE_SIGN_ON}
        errors.append({**error, "extensions": {"saml_failure": True}})
    return body | ({"errors": errors} if errors else {})


def spoil_page(kind: str, content: Any) -> Any:
    """A page of a list as a server gives it whose rows move about: with a row twice, or without its first.

    An endless page has a token for another one, whatever it holds.
    """
    if isinstance(content, list):
        return [content[0], *content] if kind == "repeat" and content else content[1:]
    name = next((name for name in LISTS if content.get(name)), None)
    rows = [] if name is None else content[name]
    if kind == "endless":
        return {**content, "isLast": False, "nextPageToken": f"{ENDLESS}{next(_tokens)}"}
    if name is None:
        return content
    return {**content, name: [rows[0], *rows] if kind == "repeat" else rows[1:]}
