"""How hard a host may be asked: requests at once, pauses, and the wait before a repeated try."""

from __future__ import annotations

import contextlib
import random
import threading
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

FIRST_WAIT_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 30.0
GOOD_ANSWERS_TO_WIDEN = 20


class Budget:
    """Requests under way at once: a rate limit halves their number and pauses all, good answers widen it."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._limit = most
        self._active = 0
        self._good = 0
        self._paused_until = 0.0
        self._changed = threading.Condition()

    @property
    def limit(self) -> int:
        return self._limit

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        with self._changed:
            self._changed.wait_for(lambda: self._active < self._limit)
            self._active += 1
        try:
            yield
        finally:
            with self._changed:
                self._active -= 1
                self._changed.notify_all()

    def pause(self, seconds: float) -> None:
        """Nobody asks for `seconds`. Who run into one limit together halve the budget once, not each."""
        with self._changed:
            now = time.monotonic()
            if now >= self._paused_until:
                self._limit = max(1, self._limit // 2)
            self._good = 0
            self._paused_until = max(self._paused_until, now + seconds)

    def pause_left(self) -> float:
        """Seconds until somebody may ask again; not positive when that is now."""
        return self._paused_until - time.monotonic()

    def went_well(self) -> None:
        with self._changed:
            self._good += 1
            if self._good >= GOOD_ANSWERS_TO_WIDEN and self._limit < self._most:
                self._limit += 1
                self._good = 0
                self._changed.notify_all()


def wait_before_try(attempt: int, asked: float | None) -> float:
    """Seconds to wait after `attempt` failed tries (from 1); what the host asked for is a lower bound."""
    backoff = FIRST_WAIT_SECONDS * 2 ** (attempt - 1) * random.uniform(0.7, 1.3)
    return max(min(LONGEST_WAIT_SECONDS, backoff), asked or 0.0)


def asked_wait(headers: Mapping[str, str]) -> float | None:
    """Seconds the answer asks to wait: Retry-After (seconds or a date), else X-RateLimit-Reset, else None.

    Dates are compared with the answer's own Date: the two clocks need not agree with this machine's.
    """
    value = headers.get("Retry-After")
    if value is not None and value.strip().replace(".", "", 1).isdecimal():
        return float(value)
    until = _instant(value) or _instant(headers.get("X-RateLimit-Reset"))
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
    return datetime.fromtimestamp(int(value), UTC)
