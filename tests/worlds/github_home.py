"""A landing that a GitHub host is pulled into, and what readers see in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from connectors.github.limits import Limits
from connectors.github.pull import pull
from connectors.landing.landing import Landing
from connectors.outcome import ScopeOutcome, SourceOutcome
from connectors.progress import silent
from tests.worlds.github_stub import GitHubStub

QUICK = Limits(workers=2, page=4, attempts=3, timeout_seconds=1, backoff_seconds=0.001, limit_seconds=0.01)


class Home:
    """A landing directory, and what readers see in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.landing = Landing(root)

    def pull(self, stub: GitHubStub, deadline: float | None = None, **source: Any) -> SourceOutcome:
        return pull(stub.source(**source), self.landing, silent, deadline, QUICK)

    def rows(self, stream: str) -> list[dict[str, Any]]:
        rows = [row for file in self.landing.files(stream) for row in pq.read_table(file).to_pylist()]
        return [{**row, "payload": row["payload"] and json.loads(row["payload"])} for row in rows]

    def payloads(self, stream: str) -> dict[str, Any]:
        """The newest payload of every id."""
        return {
            row["id"]: row["payload"] for row in sorted(self.rows(stream), key=lambda row: row["fetched_at"])
        }


def scope(outcome: SourceOutcome, name: str) -> ScopeOutcome:
    return next(one for one in outcome.scopes if one.name == name)
