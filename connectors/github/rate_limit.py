"""How fast GitHub is asked: its rule for processor time, its pauses, and the pull's deadline."""

from __future__ import annotations

import random
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Lock

from connectors.github.failures import OutOfTime
from connectors.outcome import SourceError


@dataclass(frozen=True, slots=True)
class Pacing:
    """The knobs of a pull. Times are seconds.

    GitHub grants 60 s of GraphQL processing in any minute and estimates it by the response times: when
    these, summed over all workers, reach `busy_seconds`, Baton holds back. `limit_seconds` is the shortest
    wait after a secondary limit that does not say how long it lasts.
    """

    workers: int = 3
    page: int = 50
    attempts: int = 5
    timeout_seconds: int = 30
    backoff_seconds: float = 1.0
    limit_seconds: float = 60.0
    busy_seconds: float = 55.0


class Pace:
    """The waiting of all workers of one pull. `deadline` is of time.monotonic, like `now`."""

    def __init__(
        self,
        pacing: Pacing,
        deadline: float | None = None,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        self._pacing = pacing
        self._deadline = deadline
        self._now = now
        self._stopped = Event()
        self._slept = sleep
        self._sleep = sleep or self._stopped.wait
        self._lock = Lock()
        self._spent: deque[tuple[float, float]] = deque()
        self._busy = 0.0
        self._running = 0
        self._held_until = float("-inf")
        self._held_for: SourceError | None = None

    def another(self) -> Pace:
        """The pace of one more credential: limits of its own, the same deadline, stopped together."""
        made = Pace(self._pacing, self._deadline, self._now, self._slept)
        made._stopped = self._stopped
        made._sleep = self._slept or self._stopped.wait
        return made

    def delay(self) -> float:
        """Seconds until another request may be sent."""
        with self._lock:
            return max(0.0, self._left())

    def stop(self) -> None:
        """Let every worker end at its next wait or request."""
        self._stopped.set()

    def check(self) -> None:
        """Raise OutOfTime when nothing new may be begun."""
        if self._stopped.is_set() or (self._deadline is not None and self._now() >= self._deadline):
            raise OutOfTime

    def wait(self, seconds: float, problem: SourceError | None = None) -> None:
        """Sleep to get over `problem`, or raise OutOfTime at once when the deadline comes first."""
        if self._stopped.is_set() or (self._deadline is not None and self._now() + seconds > self._deadline):
            raise OutOfTime(problem)
        self._sleep(seconds)

    def back_off(self, attempt: int, problem: SourceError) -> None:
        """Wait before try `attempt` + 1 of one request: doubling, at most 30 s, a little random."""
        self.wait(min(30.0, self._pacing.backoff_seconds * 2**attempt) * random.uniform(0.7, 1.3), problem)

    def hold(self, seconds: float, problem: SourceError) -> None:
        """Nobody sends anything for `seconds`, because of `problem`."""
        with self._lock:
            self._held_until = max(self._held_until, self._now() + seconds)
            self._held_for = problem

    def begin(self) -> float:
        """Wait until a request may be sent; its start, to be given to `end`."""
        while (delay := self._delay()) > 0:
            self.wait(delay, self._held_for)
        if self._stopped.is_set():
            raise OutOfTime
        return self._now()

    def end(self, began: float) -> None:
        with self._lock:
            self._running -= 1
            ended = self._now()
            self._spent.append((ended, ended - began))
            self._busy += ended - began

    def _delay(self) -> float:
        """Seconds to wait; when there are none, a request counts as under way."""
        with self._lock:
            left = self._left()
            if left <= 0:
                self._running += 1
            return left

    def _left(self) -> float:
        now = self._now()
        while self._spent and self._spent[0][0] <= now - 60:
            self._busy -= self._spent.popleft()[1]
        if now < self._held_until:
            return self._held_until - now
        self._held_for = None
        # Requests under way have no time yet: each is taken for an average one.
        expected = self._running * self._busy / len(self._spent) if self._spent else 0.0
        if self._spent and self._busy + expected >= self._pacing.busy_seconds:
            return self._spent[0][0] + 60 - now
        return 0.0
