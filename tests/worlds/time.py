"""A clock that only sleeping moves."""

from __future__ import annotations

from connectors.transport.deadline import Deadline
from connectors.transport.rate_limit import RateLimit


class Time:
    """A clock that sleeping moves."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def deadline(self, at: float | None = None) -> Deadline:
        return Deadline("gh", at, lambda: self.now, self.sleep)

    def rate_limit(self, deadline: float | None = None) -> RateLimit:
        return RateLimit(self.deadline(deadline), busy_seconds=55)

    def request(self, rate_limit: RateLimit, seconds: float) -> None:
        began = rate_limit.begin()
        self.now += seconds
        rate_limit.end(began)
