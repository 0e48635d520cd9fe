"""The time that a pull has: what is waited for, and for how long."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event, Lock

from connectors.errors import OutOfTime, SourceError


class Deadline:
    """All waiting of a pull of `source`, for many threads. `at` is of time.monotonic, like `now`.

    No wait goes past it, or is longer than `longest_wait` seconds; requests that need no waiting still go out
    after it, to finish what has begun.
    """

    def __init__(
        self,
        source: str,
        at: float | None = None,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] | None = None,
        longest_wait: float = float("inf"),
    ) -> None:
        self._source = source
        self._at = at
        self._stopped = Event()
        self._sleep = sleep or self._stopped.wait
        self._longest_wait = longest_wait
        self._lock = Lock()
        self.waited_seconds = 0.0
        self.now = now

    @property
    def is_over(self) -> bool:
        return self._stopped.is_set() or (self._at is not None and self.now() >= self._at)

    def stop(self) -> None:
        """Time is over now: whoever waits is woken, and every thread ends at its next wait or request."""
        self._stopped.set()

    def check(self) -> None:
        """Raise OutOfTime when nothing new may be begun."""
        if self.is_over:
            raise OutOfTime(self._source, "time ran out")

    def check_stopped(self) -> None:
        """Raise OutOfTime when nothing at all may be sent any more."""
        if self._stopped.is_set():
            raise OutOfTime(self._source, "the run was stopped")

    def wait(self, seconds: float, problem: SourceError | None = None) -> None:
        """Sleep to get over `problem`, or raise OutOfTime at once when the deadline comes first."""
        self.check_stopped()
        is_too_late = self._at is not None and self.now() + seconds > self._at
        if seconds > self._longest_wait or is_too_late:
            why = problem.message if problem else "the limit for this minute is used up"
            message = f"{why}; the next try in {seconds:.0f} s is too late for this run"
            raise OutOfTime(self._source, message, problem)
        with self._lock:
            self.waited_seconds += seconds
        self._sleep(seconds)
        self.check_stopped()
