"""Walks that land tickets, and what readers then see."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from connectors.landing.landing import Landing
from connectors.landing.walk import Record, Walk
from connectors.outcome import Counts

NIGHT = datetime(2025, 3, 30, 2, tzinfo=UTC)
A = {"id": "1", "status": "To Do"}
B = {"id": "1", "status": "Done"}


class Killed(Exception):
    """The process dies here."""


def reopened(tmp_path: Path) -> Landing:
    """Landing as a new process finds it."""
    return Landing(tmp_path / "landing")


def walk(landing: Landing, night: int = 0, scope: str = "10000", version: str = "1") -> Walk:
    return landing.walk("jira", scope, version, NIGHT + timedelta(days=night))


def land(landing: Landing, *records: Record, night: int = 0, scope: str = "10000") -> Counts:
    """A whole walk that lands these."""
    with walk(landing, night, scope) as whole:
        counts = whole.land("jira_issue", records)
        whole.finish(NIGHT + timedelta(days=night, minutes=-15), {})
    return counts


def rows(landing: Landing, stream: str = "jira_issue") -> list[dict[str, Any]]:
    """What readers see, oldest first: by fetched_at, then walk, then row."""
    landed = [
        ((row["fetched_at"], path.parent.name, line), row)
        for path in landing.files(stream)
        for line, row in enumerate(pq.read_table(path, partitioning=None).to_pylist())
    ]
    return [row for _, row in sorted(landed, key=lambda pair: pair[0])]


def payloads(landing: Landing, stream: str = "jira_issue") -> list[Any]:
    return [row["payload"] and json.loads(row["payload"]) for row in rows(landing, stream)]


def newest(landing: Landing) -> dict[str, str | None]:
    return {row["id"]: row["payload"] for row in rows(landing)}


def names(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())
