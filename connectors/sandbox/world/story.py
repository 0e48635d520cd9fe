"""What the planner planted beside handoffs: promises of sprints, merges, how fast features are, and why.

As in the truth that holds them, times are aware UTC datetimes, and `at` is how a row stands at an instant.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PlantedSprintItem:
    """A ticket that was in a sprint and open while it ran; `team` and `points` are those when it came.

    `outcome` is completed, cancelled, removed or unfinished; None, like `last_points`, while the sprint runs.
    """

    sprint: str
    work_item: str
    team: str
    is_committed: bool
    points: float | None
    outcome: str | None
    last_points: float | None
    activated_at: datetime
    completed_at: datetime | None

    def at(self, as_of: datetime) -> PlantedSprintItem | None:
        """Of a running sprint the promise alone is told."""
        if self.completed_at is not None and self.completed_at <= as_of:
            return self
        if self.activated_at > as_of or not self.is_committed:
            return None
        return replace(self, outcome=None, last_points=None, completed_at=None)


@dataclass(frozen=True, slots=True)
class PlantedSprint:
    """What was promised when a sprint was activated, and what was kept by its completion, over all teams."""

    sprint: str
    activated_at: datetime
    completed_at: datetime | None
    committed_count: int
    kept_count: int | None
    say_do_items: float | None
    say_do_points: float | None

    def at(self, as_of: datetime) -> PlantedSprint | None:
        if self.activated_at > as_of:
            return None
        if self.completed_at is not None and self.completed_at <= as_of:
            return self
        return replace(self, completed_at=None, kept_count=None, say_do_items=None, say_do_points=None)


@dataclass(frozen=True, slots=True)
class PlantedMerge:
    """A merged pull request; `team` is the author's at the merge, None for who is in none.

    `asked_others`: another team was asked for a review of it.
    """

    work_item: str
    team: str | None
    merged_at: datetime
    asked_others: bool

    def at(self, as_of: datetime) -> PlantedMerge | None:
        return self if self.merged_at <= as_of else None


@dataclass(frozen=True, slots=True)
class PlantedFeature:
    """A feature that one team does (`kind` integrated) or specialists pass on (chain).

    `points` are its estimate when work begins; `team_count` and `completed_at` are None while it is not done.
    """

    work_item: str
    kind: str
    team_count: int | None
    points: float
    created_at: datetime
    completed_at: datetime | None

    def at(self, as_of: datetime) -> PlantedFeature | None:
        if self.created_at > as_of:
            return None
        is_done = self.completed_at is not None and self.completed_at <= as_of
        return self if is_done else replace(self, team_count=None, completed_at=None)


@dataclass(frozen=True, slots=True)
class PlantedEffect:
    """From an instant on, work of `teams` takes `factor` times as long as it else would: `what` says which.

    `chain`: features that pass through these teams, against those of one size that one team does.
    """

    what: str
    teams: tuple[str, ...]
    factor: float
    since_at: datetime

    def at(self, as_of: datetime) -> PlantedEffect | None:
        return self if self.since_at <= as_of else None
