"""Handoffs, visits, completions and obstacles in the making. Instants are UTC seconds."""

from __future__ import annotations

from dataclasses import dataclass, replace

from connectors.sandbox.planner.hours import MERGER
from connectors.sandbox.planner.people import team_at

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
    agent_reviewed: int | None = None

    def end(self, outcome: str, ended: int, settled: int) -> None:
        assert self.outcome == "open"
        self.outcome, self.ended, self.settled = outcome, ended, settled

    def touch(self, at: int, known: int) -> None:
        self.touched, self.touch_known = at, known
        self.end("picked_up", at, known)

    def after_merger(self) -> HandoffPlan:
        """Where the merger made giver and receiver one, what had not ended by then ended there."""
        if (
            self.receiver in (None, self.giver)
            or team_at(self.giver, MERGER) != team_at(self.receiver or "", MERGER)
            or self.outcome == "detour"
            or self.released >= MERGER
        ):
            return self
        found = replace(self)
        if found.ended is None or found.ended >= MERGER:
            found.touched = found.touch_known = None
            found.outcome, found.ended, found.settled = "dissolved_by_reorg", MERGER, MERGER
        if found.started is not None and found.started >= MERGER:
            found.started = found.start_known = None
        return found


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
