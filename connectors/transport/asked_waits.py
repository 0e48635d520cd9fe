"""How long an answer asks to wait, by its headers."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def asked_wait(headers: Mapping[str, str]) -> float | None:
    """Seconds the answer asks to wait: Retry-After (seconds or a date), else X-RateLimit-Reset, else None."""
    seconds = retry_after(headers)
    return until_reset(headers) if seconds is None else seconds


def retry_after(headers: Mapping[str, str]) -> float | None:
    value = headers.get("Retry-After")
    if value is not None and value.strip().replace(".", "", 1).isdecimal():
        return float(value)
    return _seconds_until(value, headers)


def until_reset(headers: Mapping[str, str]) -> float | None:
    return _seconds_until(headers.get("X-RateLimit-Reset"), headers)


def _seconds_until(value: str | None, headers: Mapping[str, str]) -> float | None:
    """Compared with the answer's own Date: its clock need not agree with this machine's."""
    until = _instant(value)
    if until is None:
        return None
    return max(0.0, (until - (_instant(headers.get("Date")) or datetime.now(UTC))).total_seconds())


def _instant(value: str | None) -> datetime | None:
    """An instant as headers write it: HTTP date, ISO 8601 or epoch seconds."""
    if not value:
        return None
    for read in (_epoch, datetime.fromisoformat, parsedate_to_datetime):
        with contextlib.suppress(ValueError, OverflowError, OSError):
            at = read(value.strip())
            return at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    return None


def _epoch(value: str) -> datetime:
    return datetime.fromtimestamp(float(value), UTC)
