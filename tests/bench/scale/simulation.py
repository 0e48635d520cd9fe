"""Plays a pull request by request: walks by so many workers, under the limits of credentials."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count

from tests.bench.scale.walks import Stage, Walk

HOUR = 3600.0
MINUTE = 60.0
Never = float("inf")


@dataclass(slots=True)
class Credential:
    """What one account may: requests a second to an endpoint, points an hour, seconds of answers in a minute.

    `at_once` are the requests that it has under way at most.
    """

    at_once: int
    a_second: float = Never
    points_an_hour: float = Never
    busy_seconds: float = Never
    _running: int = 0
    _next_at: dict[str, float] = field(default_factory=dict)
    _window: float = 0.0
    _points: float = 0.0
    _spent: deque[tuple[float, float]] = field(default_factory=deque)
    _busy: float = 0.0

    def may_start(self, stage: Stage, now: float) -> tuple[float, str]:
        """When the next request may be sent as far as is known now, and what it waits for."""
        if self._running >= self.at_once:
            return Never, "at once"
        while self._spent and self._spent[0][0] <= now - MINUTE:
            self._busy -= self._spent.popleft()[1]
        if now >= self._window + HOUR:
            self._window, self._points = now - (now - self._window) % HOUR, 0.0
        if self._points + stage.points > self.points_an_hour:
            return self._window + HOUR, "points"
        under_way = self._running * (self._busy / len(self._spent)) if self._spent else 0.0
        if self._spent and self._busy + under_way >= self.busy_seconds:
            return self._spent[0][0] + MINUTE, "busy"
        at = self._next_at.get(stage.endpoint, 0.0)
        return (at, "rate") if at > now else (now, "")

    def start(self, stage: Stage, now: float) -> None:
        self._running += 1
        self._points += stage.points
        self._next_at[stage.endpoint] = max(now, self._next_at.get(stage.endpoint, 0.0)) + 1 / self.a_second

    def end(self, stage: Stage, now: float) -> None:
        self._running -= 1
        if self.busy_seconds < Never:
            self._spent.append((now, stage.seconds))
            self._busy += stage.seconds


@dataclass(slots=True)
class _Walking:
    """A walk that a worker has taken."""

    stages: deque[Stage]
    credential: Credential
    left: int = 0  # of the stage: not sent yet
    under_way: int = 0

    def stage(self) -> Stage | None:
        """The stage that it is at: one begins when all requests before it have ended."""
        while self.stages and self.left == 0 and self.under_way == 0:
            self.stages.popleft()
            self.left = self.stages[0].count if self.stages else 0
        return self.stages[0] if self.stages else None


@dataclass(frozen=True, slots=True)
class Played:
    seconds: float
    requests: int
    points: int
    waited: Mapping[str, float]  # seconds in which nothing was sent, by what was waited for

    @property
    def hours(self) -> float:
        return self.seconds / HOUR


def play(walks: Iterable[Walk], credentials: list[Credential], workers: int) -> Played:
    """Walks are shared out to credentials in turn; each worker has one walk at a time."""
    todo = deque(walks)
    shared = count()
    walking: list[_Walking] = []
    ended: list[tuple[float, int, _Walking, Stage]] = []
    number = count()
    now, requests, points = 0.0, 0, 0
    waited: dict[str, float] = {}
    while True:
        while todo and len(walking) < workers:
            stages = deque([Stage("", 0, 0.0), *todo.popleft()])
            walking.append(_Walking(stages, credentials[next(shared) % len(credentials)]))
        wake, why = Never, ""
        for walk in list(walking):
            stage = walk.stage()
            if stage is None:
                walking.remove(walk)
                continue
            while walk.left and walk.under_way < stage.at_once:
                at, cause = walk.credential.may_start(stage, now)
                if at > now:
                    if at < wake:
                        wake, why = at, cause
                    break
                walk.credential.start(stage, now)
                walk.left, walk.under_way = walk.left - 1, walk.under_way + 1
                requests, points = requests + 1, points + stage.points
                heapq.heappush(ended, (now + stage.seconds, next(number), walk, stage))
        if todo and len(walking) < workers:
            continue
        if not walking:
            return Played(now, requests, points, waited)
        if ended and ended[0][0] <= wake:
            now, _, walk, stage = heapq.heappop(ended)
            walk.under_way -= 1
            walk.credential.end(stage, now)
        else:
            waited[why] = waited.get(why, 0.0) + wake - now
            now = wake
