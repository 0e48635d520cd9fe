"""How hard a host may be asked: requests at once, seconds of its time in a minute, pauses that it wants."""

from __future__ import annotations

import contextlib
import random
from collections import deque
from collections.abc import Iterator
from threading import Condition

from connectors.errors import SourceError
from connectors.transport.deadline import Deadline

FIRST_WAIT_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 30.0
GOOD_ANSWERS_TO_WIDEN = 20


class RateLimit:
    """What one account may ask of a host, or of one of its endpoints; for many threads.

    At most `at_once` requests are under way: a pause halves their number, good answers widen it again. When
    the response times of all of a minute's requests reach `busy_seconds`, further ones wait. None: no limit.
    """

    def __init__(
        self, deadline: Deadline, at_once: int | None = None, busy_seconds: float | None = None
    ) -> None:
        self._deadline = deadline
        self._most_at_once = at_once
        self._at_once = at_once
        self._busy_seconds = busy_seconds
        self._changed = Condition()
        self._running = 0
        self._good = 0
        self._spent: deque[tuple[float, float]] = deque()
        self._busy = 0.0
        self._paused_until = float("-inf")
        self._paused_for: SourceError | None = None

    @property
    def at_once(self) -> int | None:
        return self._at_once

    def another(self) -> RateLimit:
        """The limit of one more account: the same deadline, and nothing used up yet."""
        return RateLimit(self._deadline, self._most_at_once, self._busy_seconds)

    def delay(self) -> float:
        """Seconds until another request may be sent."""
        with self._changed:
            return max(0.0, self._left())

    def pause(self, seconds: float, problem: SourceError | None = None) -> None:
        """Nobody sends anything for `seconds`, because of `problem`.

        Who run into one limit together halve the number of requests at once, and not each of them.
        """
        with self._changed:
            now = self._deadline.now()
            if self._at_once is not None and now >= self._paused_until:
                self._at_once = max(1, self._at_once // 2)
            self._good = 0
            self._paused_until = max(self._paused_until, now + seconds)
            self._paused_for = problem

    def went_well(self) -> None:
        with self._changed:
            self._good += 1
            if self._good >= GOOD_ANSWERS_TO_WIDEN and self._at_once != self._most_at_once:
                self._at_once = (self._at_once or 0) + 1
                self._good = 0
                self._changed.notify_all()

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """For one request: waits until it may be sent. Raises OutOfTime when that is too late."""
        began = self.begin()
        try:
            yield
        finally:
            self.end(began)

    def begin(self) -> float:
        """Wait until a request may be sent; its start, to be given to `end`."""
        while True:
            self._deadline.check_stopped()
            with self._changed:
                left = self._left()
                if left <= 0:
                    if self._at_once is None or self._running < self._at_once:
                        self._running += 1
                        return self._deadline.now()
                    self._changed.wait()
                    continue
                problem = self._paused_for
            self._deadline.wait(left, problem)

    def end(self, began: float) -> None:
        with self._changed:
            self._running -= 1
            if self._busy_seconds is not None:
                ended = self._deadline.now()
                self._spent.append((ended, ended - began))
                self._busy += ended - began
            self._changed.notify_all()

    def _left(self) -> float:
        now = self._deadline.now()
        while self._spent and self._spent[0][0] <= now - 60:
            self._busy -= self._spent.popleft()[1]
        if now < self._paused_until:
            return self._paused_until - now
        self._paused_for = None
        # Requests under way have no time yet: each is taken for an average one.
        expected = self._running * self._busy / len(self._spent) if self._spent else 0.0
        if self._spent and self._busy_seconds is not None and self._busy + expected >= self._busy_seconds:
            return self._spent[0][0] + 60 - now
        return 0.0


def wait_before_try(attempt: int, asked: float | None, first_wait: float | None = None) -> float:
    """Seconds to wait after `attempt` failed tries (from 1); what the host asked for is a lower bound."""
    first = FIRST_WAIT_SECONDS if first_wait is None else first_wait
    backoff = first * 2 ** (attempt - 1) * random.uniform(0.7, 1.3)
    return max(min(LONGEST_WAIT_SECONDS, backoff), asked or 0.0)
