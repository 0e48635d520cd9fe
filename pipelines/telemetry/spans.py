"""The trace of a night: night → steps → sources and scopes, or tables. docs/telemetry.md has its attributes.

No attribute holds a name that may be a person's or a ticket's: scopes are told by their ids.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pipelines.telemetry.night import Night, Step

Attributes = dict[str, str | int | float | bool]
PULL, PUBLISH = "pull", "published"


@dataclass(frozen=True, slots=True)
class Span:
    """Times are seconds of the epoch; `error` says by a class or a state what went wrong."""

    name: str
    began: float
    ended: float
    attributes: Attributes = field(default_factory=dict)
    error: str | None = None
    parts: Sequence[Span] = ()


def trace_of(night: Night, publication_bytes: int | None) -> Span:
    steps = [_step(night, step, publication_bytes) for step in night.steps]
    failed = next((f"{step.name}: {step.error}" for step in night.steps if step.error), None)
    attributes: Attributes = {"baton.exit_code": night.code.value, "baton.run_id": night.run_id or ""}
    if night.outcome is not None:
        attributes["baton.as_of"] = str(night.outcome["as_of"])
        attributes["baton.is_complete"] = bool(night.outcome["is_complete"])
    error = None if night.is_published else failed or night.code.name.lower()
    return Span("night", night.began, night.ended, attributes, error, steps)


def _step(night: Night, step: Step, publication_bytes: int | None) -> Span:
    attributes: Attributes = {"baton.tables": len(step.tables)}
    if step.name == PULL:
        return _span_of(step, attributes, list(_sources(night, step)))
    if step.name == PUBLISH and publication_bytes is not None and night.is_published:
        attributes["baton.bytes"] = publication_bytes
    tables = [
        Span(
            made.name,
            made.began,
            made.ended,
            {"baton.table": made.name, **({} if made.rows is None else {"baton.rows": made.rows})},
        )
        for made in step.tables
    ]
    return _span_of(step, attributes, tables)


def _span_of(step: Step, attributes: Attributes, parts: Sequence[Span]) -> Span:
    return Span(step.name, step.began, step.ended, attributes, step.error, parts)


def _sources(night: Night, step: Step) -> Iterator[Span]:
    for source in night.sources:
        scopes = [_scope(scope, step) for scope in source["scopes"]]
        began = min((scope.began for scope in scopes), default=step.began)
        attributes: Attributes = {
            "baton.source": str(source["source"]),
            "baton.requests": int(source["requests"]),
            "baton.waited_seconds": float(source.get("waited_seconds", 0.0)),
            "baton.bytes": int(source.get("received_bytes", 0)),
            "baton.rows": sum(int(scope.attributes["baton.rows"]) for scope in scopes),
        }
        ended = max((scope.ended for scope in scopes), default=began + float(source["seconds"]))
        failed = next((scope.error for scope in scopes if scope.error), None)
        yield Span(f"pull {source['source']}", began, ended, attributes, failed, scopes)


def _scope(scope: Mapping[str, Any], step: Step) -> Span:
    began = datetime.fromisoformat(scope["began_at"]).timestamp() if "began_at" in scope else step.began
    attributes: Attributes = {
        "baton.source": str(scope["source"]),
        "baton.scope": str(scope["scope"]),
        "baton.state": str(scope["state"]),
        "baton.rows": landed(scope),
        "baton.read": sum(int(counts["read"]) for counts in scope["counts"].values()),
    }
    error = None if scope["state"] == "whole" else str(scope["state"])
    return Span("pull scope", began, began + float(scope.get("seconds", 0.0)), attributes, error)


def landed(scope: Mapping[str, Any]) -> int:
    """Records that came to landing, tombstones among them."""
    return sum(
        int(counts[name]) for counts in scope["counts"].values() for name in ("new", "changed", "gone")
    )
