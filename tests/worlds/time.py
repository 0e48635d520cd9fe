"""A clock that only sleeping moves."""

from __future__ import annotations

from connectors.github.rate_limit import Pace, Pacing


class Time:
    """A clock that sleeping moves."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def pace(self, deadline: float | None = None, **knobs: float) -> Pace:
        return Pace(Pacing(**knobs), deadline, lambda: self.now, self.sleep)  # type: ignore[arg-type]

    def request(self, pace: Pace, seconds: float) -> None:
        began = pace.begin()
        self.now += seconds
        pace.end(began)
