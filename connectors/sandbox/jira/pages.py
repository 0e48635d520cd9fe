"""What the Jira routes share: errors as the vendor words them, and positions in lists of pages."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any


class JiraError(Exception):
    """An answer that is an error: its status and `errorMessages`."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message

    def body(self) -> dict[str, Any]:
        return {"errorMessages": [self.message], "errors": {}}


def token(kind: str, request: object, position: Any) -> str:
    """A `nextPageToken`, good for the same request only."""
    text = json.dumps([kind, _mark(request), position])
    return base64.urlsafe_b64encode(text.encode()).decode()


def position(kind: str, request: object, text: str) -> Any:
    """Where a `nextPageToken` says to go on. Raises JiraError for a token of something else."""
    try:
        found, mark, place = json.loads(base64.urlsafe_b64decode(text))
    except (ValueError, TypeError, binascii.Error):
        raise JiraError(400, "The provided next page token is invalid or expired.") from None
    if found != kind or mark != _mark(request):
        raise JiraError(400, "The provided next page token is invalid or expired.")
    return place


def _mark(request: object) -> int:
    return binascii.crc32(json.dumps(request, sort_keys=True).encode())


def number(given: Mapping[str, Any], name: str, default: int, most: int | None = None) -> int:
    """A whole number of a request, not negative; above `most` it is cut, as Jira does with page sizes."""
    value = given.get(name, default)
    if isinstance(value, bool) or not str(value).isdecimal():
        raise JiraError(400, f"The value of {name} is not a whole number: {value!r}.")
    return int(value) if most is None else min(int(value), most)


def flag(given: Mapping[str, Any], name: str, default: bool) -> bool:
    """A yes or no of a request's query or body."""
    value = given.get(name, default)
    return value if isinstance(value, bool) else str(value).lower() == "true"


def check_properties(body: Mapping[str, Any], allowed: set[str]) -> None:
    unknown = sorted(set(body) - allowed)
    if unknown:
        raise JiraError(400, f'Unrecognized field "{unknown[0]}".')


def texts(body: Mapping[str, Any], name: str) -> list[str]:
    """A list of texts in a request's body; a missing one is empty."""
    value = body.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, str | int) for item in value):
        raise JiraError(400, f"Invalid request payload: {name} must be a list of texts.")
    return [str(item) for item in value]
