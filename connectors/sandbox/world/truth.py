"""What the planner planted: the handoffs, episodes, completions and promises that the definitions must find.

All times are aware UTC datetimes with whole seconds. `work_item` is "ticket:<id>" or "pull_request:<id>".
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from connectors.sandbox.world.agents import (
    PlantedAgentPull,
    PlantedAgentReview,
    PlantedAgentWork,
    PlantedOpening,
    PlantedTouch,
)
from connectors.sandbox.world.story import (
    PlantedEffect,
    PlantedFeature,
    PlantedMerge,
    PlantedObstacle,
    PlantedReport,
    PlantedSprint,
    PlantedSprintItem,
)

Row = TypeVar("Row")
NOT_A_HANDOFF = "detour"


@dataclass(frozen=True, slots=True)
class PlantedHandoff:
    """A handoff as its story ends. `ended_at` is the touch of one that was picked up.

    The last four fields say from when on one can know: `seen_at` that there is a row, `settled_at` its
    outcome (a ball that lies in triage may yet come back), `touch_seen_at` and `start_seen_at` (a commit is
    known when its pull request opens). Outcome "detour": it was a row until `settled_at`, and none after.
    While `to_team` is None, `role` says nothing.
    """

    work_item: str
    detector: str
    kind: str
    role: str
    from_team: str
    to_team: str | None
    released_at: datetime
    routed_at: datetime | None
    touched_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    outcome: str
    seen_at: datetime
    settled_at: datetime | None = None
    touch_seen_at: datetime | None = None
    start_seen_at: datetime | None = None

    def at(self, as_of: datetime) -> PlantedHandoff | None:
        """As it stands at an instant; None if it is not there then."""
        if self.seen_at > as_of:
            return None
        is_settled = self.settled_at is not None and self.settled_at <= as_of
        if is_settled and self.outcome == NOT_A_HANDOFF:
            return None
        is_routed = self.routed_at is not None and self.routed_at <= as_of
        is_started = self.start_seen_at is not None and self.start_seen_at <= as_of
        is_touched = self.touch_seen_at is not None and self.touch_seen_at <= as_of
        return replace(
            self,
            role=self.role if is_routed else "first",
            to_team=self.to_team if is_routed else None,
            routed_at=self.routed_at if is_routed else None,
            touched_at=self.touched_at if is_touched else None,
            touch_seen_at=self.touch_seen_at if is_touched else None,
            started_at=self.started_at if is_started else None,
            start_seen_at=self.start_seen_at if is_started else None,
            outcome=self.outcome if is_settled else "open",
            ended_at=self.ended_at if is_settled else None,
            settled_at=self.settled_at if is_settled else None,
        )


@dataclass(frozen=True, slots=True)
class PlantedEpisode:
    """A spell of a team: `arrived_by` is created, reopen, status or transfer."""

    work_item: str
    team: str
    arrived_at: datetime
    arrived_by: str
    touched_at: datetime | None
    left_at: datetime | None
    touch_seen_at: datetime | None = None

    def at(self, as_of: datetime) -> PlantedEpisode | None:
        if self.arrived_at > as_of:
            return None
        is_touched = self.touch_seen_at is not None and self.touch_seen_at <= as_of
        return replace(
            self,
            touched_at=self.touched_at if is_touched else None,
            touch_seen_at=self.touch_seen_at if is_touched else None,
            left_at=self.left_at if self.left_at is not None and self.left_at <= as_of else None,
        )


@dataclass(frozen=True, slots=True)
class PlantedDelivery:
    """A merged pull request: from `seen_at` on one knows when it reached production, or that it waits."""

    work_item: str
    merged_at: datetime
    deployed_at: datetime | None
    seen_at: datetime

    def at(self, as_of: datetime) -> PlantedDelivery | None:
        if self.seen_at > as_of:
            return None
        is_deployed = self.deployed_at is not None and self.deployed_at <= as_of
        return self if is_deployed else replace(self, deployed_at=None)


@dataclass(frozen=True, slots=True)
class PlantedCompletion:
    """A counted close; `undone_at` is the reopening that takes it back."""

    work_item: str
    team: str
    completed_at: datetime
    points: float | None
    undone_at: datetime | None = None

    def at(self, as_of: datetime) -> PlantedCompletion | None:
        if self.completed_at > as_of:
            return None
        return self if self.undone_at is None or self.undone_at <= as_of else replace(self, undone_at=None)


@dataclass(frozen=True, slots=True)
class Unsettled:
    """From `from_at` on and before `to_at`, how the work item stands is a matter of reading.

    The ball has just moved and may yet prove a mistake, or a commit is made and not yet shown.
    """

    work_item: str
    from_at: datetime
    to_at: datetime

    def at(self, as_of: datetime) -> Unsettled | None:
        return self if self.from_at <= as_of < self.to_at else None


@dataclass(frozen=True, slots=True)
class Truth:
    """`gone_at`: when a work item was deleted; its rows are kept.

    `requests` are D3 to D5, which are compared where all detectors are on.
    """

    handoffs: tuple[PlantedHandoff, ...] = ()
    episodes: tuple[PlantedEpisode, ...] = ()
    deliveries: tuple[PlantedDelivery, ...] = ()
    completions: tuple[PlantedCompletion, ...] = ()
    requests: tuple[PlantedHandoff, ...] = ()
    unsettled: tuple[Unsettled, ...] = ()
    sprints: tuple[PlantedSprint, ...] = ()
    sprint_items: tuple[PlantedSprintItem, ...] = ()
    merges: tuple[PlantedMerge, ...] = ()
    features: tuple[PlantedFeature, ...] = ()
    obstacles: tuple[PlantedObstacle, ...] = ()
    reports: tuple[PlantedReport, ...] = ()
    effects: tuple[PlantedEffect, ...] = ()
    agent_pulls: tuple[PlantedAgentPull, ...] = ()
    agent_work: tuple[PlantedAgentWork, ...] = ()
    agent_reviews: tuple[PlantedAgentReview, ...] = ()
    openings: tuple[PlantedOpening, ...] = ()
    touches: tuple[PlantedTouch, ...] = ()
    gone_at: dict[str, datetime] = field(default_factory=dict)

    def at(self, as_of: datetime) -> Truth:
        """Everything as it stands at an instant: what had happened, and what was known of it."""
        rows: dict[str, Any] = {
            name: _there(planted.at(as_of) for planted in getattr(self, name)) for name in _ROWS
        }
        gone = {item: at for item, at in self.gone_at.items() if at <= as_of}
        return Truth(**rows, gone_at=gone)

    def write(self, path: Path) -> None:
        rows = {name: [asdict(row) for row in getattr(self, name)] for name in _ROWS}
        text = json.dumps({**rows, "gone_at": self.gone_at}, default=datetime.isoformat)
        path.write_text(text, encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Truth:
        found = json.loads(path.read_text(encoding="utf-8"))
        rows = {name: tuple(_row(kind, row) for row in found[name]) for name, kind in _ROWS.items()}
        gone = {item: datetime.fromisoformat(at) for item, at in found["gone_at"].items()}
        return cls(**rows, gone_at=gone)


_ROWS: dict[str, Any] = {
    "handoffs": PlantedHandoff,
    "episodes": PlantedEpisode,
    "deliveries": PlantedDelivery,
    "completions": PlantedCompletion,
    "requests": PlantedHandoff,
    "unsettled": Unsettled,
    "sprints": PlantedSprint,
    "sprint_items": PlantedSprintItem,
    "merges": PlantedMerge,
    "features": PlantedFeature,
    "obstacles": PlantedObstacle,
    "reports": PlantedReport,
    "effects": PlantedEffect,
    "agent_pulls": PlantedAgentPull,
    "agent_work": PlantedAgentWork,
    "agent_reviews": PlantedAgentReview,
    "openings": PlantedOpening,
    "touches": PlantedTouch,
}


def _there(rows: Iterable[Row | None]) -> tuple[Row, ...]:
    return tuple(row for row in rows if row is not None)


def _row(kind: Any, row: dict[str, Any]) -> Any:
    instants = [f.name for f in fields(kind) if f.name.endswith("_at") and row[f.name] is not None]
    several = {name: tuple(value) for name, value in row.items() if isinstance(value, list)}
    return kind(**{**row, **several, **{name: datetime.fromisoformat(row[name]) for name in instants}})
