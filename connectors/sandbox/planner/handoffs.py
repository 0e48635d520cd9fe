"""Handoffs, spells and completions in the making. Instants are UTC seconds."""

from __future__ import annotations

from dataclasses import dataclass

UNOWNED, CUSTOMER = "UNOWNED", "CUSTOMER"
PSEUDO = (UNOWNED, CUSTOMER)


@dataclass(slots=True)
class Leg:
    """A handoff in the making. `seen`, `settled` and the `*_seen` say from when on one can know."""

    detector: str
    kind: str
    giver: str
    released: int
    receiver: str | None = None
    routed: int | None = None
    role: str = "first"
    seen: int = 0
    touched: int | None = None
    touch_seen: int | None = None
    started: int | None = None
    start_seen: int | None = None
    ended: int | None = None
    outcome: str = "open"
    settled: int | None = None

    def end(self, outcome: str, ended: int, settled: int) -> None:
        assert self.outcome == "open"
        self.outcome, self.ended, self.settled = outcome, ended, settled

    def touch(self, at: int, seen: int) -> None:
        self.touched, self.touch_seen = at, seen
        self.end("picked_up", at, seen)


@dataclass(slots=True)
class Spell:
    team: str
    arrived: int
    by: str
    touched: int | None = None
    touch_seen: int | None = None
    left: int | None = None


@dataclass(slots=True)
class Done:
    team: str
    at: int
    points: float | None
    undone: int | None = None
