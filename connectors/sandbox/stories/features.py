"""Stories of features, whose lead time is planted: one team does all of one, or specialists pass it on."""

from __future__ import annotations

from itertools import accumulate
from random import Random

from connectors.sandbox.planner.chronicle import Chronicle
from connectors.sandbox.planner.coding import code
from connectors.sandbox.planner.company import REORG_SHARE
from connectors.sandbox.planner.facts import CHAIN_FACTOR, SPECIALISTS
from connectors.sandbox.planner.hours import FAR, HOUR
from connectors.sandbox.planner.lifecycle import open_ticket, some_points
from connectors.sandbox.planner.tickets import TicketPlan
from connectors.sandbox.planner.transfers import hand

# Working hours that a merge takes at most, but for bad luck: a feature with less left is done without one.
MERGE = 18


class _Schedule:
    """When each step of a feature is due, in shares of its lead time, by the working hours of New York."""

    def __init__(self, s: TicketPlan, hours: float, weights: list[float]) -> None:
        self._s, self._clock = s, s.cast.business_hours["us"]
        self._begins, self._seconds = self._clock.position(s.created), hours * HOUR
        self._shares = iter([share / sum(weights) for share in accumulate(weights)])

    def next(self) -> float:
        """Working hours of the owner from now until the next step is due."""
        at = self._clock.at(self._begins + int(next(self._shares) * self._seconds))
        hours = self._s.cast.team_hours(self._s.owner)
        return max(0, hours.between(self._s.at, min(at, FAR))) / HOUR


def _lead_hours(s: TicketPlan) -> float:
    """How long the integrated team takes, by size and by luck."""
    return 8 * float(s.fields["points"]) ** 0.8 * s.rng.lognormvariate(0, 0.5)


def integrated(c: Chronicle, rng: Random, u: float) -> None:
    """The vertically integrated team does the whole of it: little before the reorganization, much after."""
    before = 0.15
    late = REORG_SHARE + (1 - REORG_SHARE) * (u - before) / (1 - before)
    s = open_ticket(
        c, rng, late if u > before else REORG_SHARE * u / before, "ai", points=some_points(rng, 1)
    )
    hours = _lead_hours(s)
    schedule = _Schedule(s, hours, [rng.uniform(0.1, 0.5), rng.uniform(0.5, 1.5), 6])
    s.start(schedule.next())
    work = schedule.next()
    if rng.random() < 0.8 and hours > MERGE:
        code(s, work, prompt=True)
    s.finish(schedule.next())


def chain(c: Chronicle, rng: Random, u: float) -> None:
    """Specialists do it one after the other: for the same size it takes CHAIN_FACTOR times as long."""
    points = some_points(rng, len(SPECIALISTS))
    s = open_ticket(c, rng, u, SPECIALISTS[0], shared=False, points=points)
    hours = CHAIN_FACTOR * _lead_hours(s)
    weights = [rng.uniform(low, high) for _ in SPECIALISTS for low, high in ((1, 3), (0.5, 1.5))]
    schedule = _Schedule(s, hours, weights)
    s.start(schedule.next())
    for to in SPECIALISTS[1:]:
        work = schedule.next()
        if rng.random() < 0.5 and work > MERGE:
            code(s, work - MERGE, prompt=True)
            work = 0
        hand(s, to, work)
        s.start(schedule.next())
    s.finish(schedule.next())
