"""A night as telemetry tells it: when its steps began and ended, what they made, how it came out.

Nothing here holds a message: a message may name people. What went wrong is told by the class of the error.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import dagster as dg

from pipelines.exit_codes import ExitCode


@dataclass(frozen=True, slots=True)
class Made:
    """A table of a step. Times are seconds of the epoch."""

    name: str
    began: float
    ended: float
    rows: int | None


@dataclass(frozen=True, slots=True)
class Step:
    name: str
    began: float
    ended: float
    error: str | None
    tables: Sequence[Made]


@dataclass(slots=True)
class Night:
    """`outcome` is last_run.json of a run that got so far."""

    began: float = field(default_factory=time.time)
    ended: float = 0.0
    code: ExitCode = ExitCode.FAILED
    run_id: str | None = None
    steps: Sequence[Step] = ()
    outcome: Mapping[str, Any] | None = None

    @property
    def is_published(self) -> bool:
        return self.code in (ExitCode.COMPLETE, ExitCode.INCOMPLETE)

    @property
    def finished_at(self) -> datetime:
        return datetime.fromtimestamp(self.ended, UTC)

    @property
    def scopes(self) -> list[Mapping[str, Any]]:
        return [scope for source in self.sources for scope in source["scopes"]]

    @property
    def sources(self) -> list[Mapping[str, Any]]:
        """Those that were asked."""
        outcome = self.outcome or {}
        return list(outcome.get("sources", [])) if outcome.get("is_pulled", True) else []


def night_of(run_id: str, instance: dg.DagsterInstance, code: ExitCode) -> Night:
    """A run that is over, as Dagster's history has it."""
    entries = instance.all_logs(run_id)
    night = Night(code=code, run_id=run_id, steps=steps_of(entries))
    night.began = min((entry.timestamp for entry in entries), default=night.began)
    night.ended = max((entry.timestamp for entry in entries), default=night.began)
    return night


def steps_of(entries: Iterable[dg.EventLogEntry]) -> list[Step]:
    """Each table of a step is made after the one before it."""
    began: dict[str, float] = {}
    tables: dict[str, list[Made]] = {}
    steps = []
    for entry in entries:
        event, key = entry.dagster_event, entry.step_key
        if event is None or key is None:
            continue
        if event.is_step_start:
            began[key], tables[key] = entry.timestamp, []
        elif key in began and event.is_step_materialization and event.asset_key:
            after = tables[key][-1].ended if tables[key] else began[key]
            name = ".".join(event.asset_key.path)
            tables[key].append(Made(name, after, entry.timestamp, _rows(event)))
        elif key in began and (event.is_step_success or event.is_step_failure):
            error = _error_of(event) if event.is_step_failure else None
            name = key.replace("__", ".")
            steps.append(Step(name, began[key], entry.timestamp, error, tables[key]))
    return steps


def _rows(event: dg.DagsterEvent) -> int | None:
    found = event.step_materialization_data.materialization.metadata.get("dagster/row_count")
    return int(found.value) if found is not None and isinstance(found.value, int) else None


def _error_of(event: dg.DagsterEvent) -> str:
    """The class of what lies at the bottom of it."""
    error = event.step_failure_data.error
    while error is not None and (error.cause or error.context) is not None:
        error = error.cause or error.context
    return (error.cls_name if error else None) or "error"
