"""Handoffs, visits, completions and obstacles in the making. Instants are UTC seconds."""

from __future__ import annotations

from dataclasses import dataclass

UNOWNED, CUSTOMER = "UNOWNED", "CUSTOMER"
PSEUDO = (UNOWNED, CUSTOMER)


@dataclass(slots=True)
class HandoffPlan:
    """A handoff in the making. `known`, `settled` and the `*_known` say from when on one can know."""

    detector: str
    kind: str
    giver: str
    released: int
    receiver: str | None = None
    routed: int | None = None
    role: str = "first"
    known: int = 0
    touched: int | None = None
    touch_known: int | None = None
    started: int | None = None
    start_known: int | None = None
    ended: int | None = None
    outcome: str = "open"
    settled: int | None = None

    def end(self, outcome: str, ended: int, settled: int) -> None:
        assert self.outcome == "open"
        self.outcome, self.ended, self.settled = outcome, ended, settled

    def touch(self, at: int, known: int) -> None:
        self.touched, self.touch_known = at, known
        self.end("picked_up", at, known)


@dataclass(slots=True)
class VisitPlan:
    team: str
    arrived: int
    by: str
    touched: int | None = None
    touch_known: int | None = None
    left: int | None = None


@dataclass(slots=True)
class CompletionPlan:
    team: str
    at: int
    points: float | None
    undone: int | None = None


@dataclass(slots=True)
class ObstaclePlan:
    """Something in the way of a ticket: a status that says so, or a flag."""

    cause: str
    since: int
    until: int | None = None
