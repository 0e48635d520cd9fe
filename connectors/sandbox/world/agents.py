"""What the planner planted of agents: for whom they opened pull requests, delivered and reviewed.

As in the truth that holds them, times are aware UTC datetimes, and `at` is how a row stands at an instant.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PlantedAgentPull:
    """A pull request that an agent opened for `principal`, as `evidence` on a `rung` of the definition tells.

    From `known_at` on that is to be seen. Without a rung nothing tells: the pull request is nobody's, and
    what was asked of other teams for it are no handoffs.
    """

    work_item: str
    evidence: str
    rung: int | None
    principal: str | None
    opened_at: datetime
    known_at: datetime

    def at(self, as_of: datetime) -> PlantedAgentPull | None:
        if self.opened_at > as_of:
            return None
        return self if self.known_at <= as_of else replace(self, rung=None, principal=None)


@dataclass(frozen=True, slots=True)
class PlantedAgentWork:
    """A ticket that a member of `team` assigned to an agent, which touched it first, and closed it."""

    work_item: str
    team: str
    assigned_at: datetime
    touched_at: datetime
    closed_at: datetime

    def at(self, as_of: datetime) -> PlantedAgentWork | None:
        """Told once it is done."""
        return self if self.closed_at <= as_of else None


@dataclass(frozen=True, slots=True)
class PlantedAgentReview:
    """An agent reviewed what `team` was asked to review since `released_at`: it picked nothing up."""

    work_item: str
    team: str
    released_at: datetime
    reviewed_at: datetime

    def at(self, as_of: datetime) -> PlantedAgentReview | None:
        return self if self.reviewed_at <= as_of else None


@dataclass(frozen=True, slots=True)
class PlantedOpening:
    """A ticket or pull request that a human, an agent or a bot opened; None: the account is gone."""

    work_item: str
    opened_by: str | None
    opened_at: datetime

    def at(self, as_of: datetime) -> PlantedOpening | None:
        return self if self.opened_at <= as_of else None


@dataclass(frozen=True, slots=True)
class PlantedTouch:
    """What a team waited for, or had in its queue, was first touched at `touched_at`: by a human or an agent.

    From `known_at` on that is to be seen.
    """

    work_item: str
    touched_at: datetime
    touched_by: str
    known_at: datetime

    def at(self, as_of: datetime) -> PlantedTouch | None:
        return self if self.known_at <= as_of else None
