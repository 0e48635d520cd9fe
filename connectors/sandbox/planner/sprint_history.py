"""A ticket as those who plan sprints see it: when it was open, whose it was, how large, and in which sprints.

It reads what the ticket's story has written; nothing here changes the story.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from connectors.sandbox.planner.facts import COUNTED, DONE
from connectors.sandbox.planner.hours import FAR
from connectors.sandbox.planner.ticket_state import SHORTEST, TicketState
from connectors.sandbox.world.tickets import Value

# So long before and after a change of owners nobody plans a ticket: whose it is then is a matter of reading.
UNCLEAR = SHORTEST + 500


@dataclass(slots=True)
class Closing:
    at: int
    counted: bool
    undone: int = FAR


@dataclass(slots=True)
class SprintStay:
    """A ticket's time in a sprint; a sprint that has ended stays on the ticket."""

    sprint: int
    since: int
    until: int = FAR

    def has(self, at: int) -> bool:
        """Whether it was there just before an instant."""
        return self.since < at <= self.until


@dataclass(slots=True, eq=False)
class SprintHistory:
    """`times`: when the ticket was open; `stays`: what was planned for it so far, the last at `planned`."""

    plan: TicketState
    times: list[tuple[int, int]] = field(default_factory=list)
    closings: list[Closing] = field(default_factory=list)
    stays: list[SprintStay] = field(default_factory=list)
    planned: int = 0

    def __post_init__(self) -> None:
        since: int | None = self.plan.created
        for at, _, fields in sorted(self.plan.changes, key=lambda change: change[0]):
            if "status" not in fields:
                continue
            if fields["status"] in DONE and since is not None:
                self.times.append((since, at))
                self.closings.append(Closing(at, fields.get("resolution") in COUNTED))
                since = None
            elif fields["status"] not in DONE and since is None:
                self.closings[-1].undone = since = at
        if since is not None:
            self.times.append((since, FAR))

    @property
    def sprint(self) -> int | None:
        """The sprint that it was put into last, unless it was taken out again."""
        return self.stays[-1].sprint if self.stays and self.stays[-1].until == FAR else None

    def is_open(self, at: int) -> bool:
        """Whether it was open just before an instant."""
        return any(since < at <= until for since, until in self.times)

    def next_closing(self, at: int) -> int:
        return min((closing.at for closing in self.closings if closing.at >= at), default=FAR)

    def owner(self, at: int) -> str | None:
        """The team that had it just before an instant; None where it was nobody's."""
        for visit in self.plan.ownership.visits:
            if visit.arrived < at and (visit.left is None or at <= visit.left):
                return visit.team
        return None

    def is_clear(self, at: int) -> bool:
        return not any(at - UNCLEAR < change < at + UNCLEAR for change in self.plan.ownership.changes)

    def points(self, at: int) -> float | None:
        """The estimate just before an instant."""
        found: Value = self.plan.initial.get("points")
        for moment, _, fields in sorted(self.plan.changes, key=lambda change: change[0]):
            if moment < at and "points" in fields:
                found = fields["points"]
        assert found is None or isinstance(found, int | float)
        return found

    def put(self, at: int, actor: str, sprint: int | None) -> None:
        """One entry: into a sprint, and out of one that still runs, or out of it alone."""
        self.planned = at
        self.plan.changes.append((at, actor, {"sprint": None if sprint is None else str(sprint)}))
        if sprint is not None:
            self.stays.append(SprintStay(sprint, at))

    def create_in(self, sprint: int) -> None:
        """It was created in a sprint, of which no history tells."""
        self.plan.initial["sprint"] = str(sprint)
        self.stays.append(SprintStay(sprint, self.plan.created - 1))
        self.planned = self.plan.created


def without_sprints(plan: TicketState) -> None:
    """Takes out the sprints that stories name: each was a running one, so that nothing was promised."""
    plan.initial.pop("sprint", None)
    others = [
        (at, actor, {name: value for name, value in fields.items() if name != "sprint"})
        for at, actor, fields in plan.changes
    ]
    plan.changes = [change for change in others if change[2]]
