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
class PlantedObstacle:
    """Something stood in the way of an open ticket: `cause` is status or flag; `to_at` None while it does."""

    work_item: str
    cause: str
    from_at: datetime
    to_at: datetime | None

    def at(self, as_of: datetime) -> PlantedObstacle | None:
        if self.from_at > as_of:
            return None
        return self if self.to_at is not None and self.to_at <= as_of else replace(self, to_at=None)


@dataclass(frozen=True, slots=True)
class PlantedReport:
    """A user's report that was marked for `team`: when that team first touched it, or None if it never did.

    `teams` had it from the report to that touch, or to its close, in order, `team` itself among them.
    """

    work_item: str
    team: str
    reported_at: datetime
    marked_at: datetime
    touched_at: datetime | None
    closed_at: datetime | None
    teams: tuple[str, ...]

    def at(self, as_of: datetime) -> PlantedReport | None:
        """While it is neither touched nor closed, nobody knows through whose hands it will go."""
        if self.marked_at > as_of:
            return None
        is_touched = self.touched_at is not None and self.touched_at <= as_of
        is_closed = self.closed_at is not None and self.closed_at <= as_of
        return replace(
            self,
            touched_at=self.touched_at if is_touched else None,
            closed_at=self.closed_at if is_closed else None,
            teams=self.teams if is_touched or is_closed else (),
        )


@dataclass(frozen=True, slots=True)
class PlantedEffect:
    """From an instant on, work of `teams` takes `factor` times as long as it else would: `what` says which.

    - `queue`: waits in the team's queue, against those of a month before.
    - `chain`: features that pass through these teams, against those of one size that one team does.
    - `merger`: the first of two teams is merged into the other; what these get from then on, features apart.
    """

    what: str
    teams: tuple[str, ...]
    factor: float
    since_at: datetime

    def at(self, as_of: datetime) -> PlantedEffect | None:
        return self if self.since_at <= as_of else None
