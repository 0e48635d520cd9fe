"""connectors/desk/pull.py: a desk's one file, read whole each time."""

from __future__ import annotations

import csv
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path

from connectors.errors import SourceUnreachable
from connectors.inventory import Inventory, Thing
from connectors.landing.landing import Landing
from connectors.landing.walk import Record
from connectors.outcome import Description, ScopeOutcome, SourceOutcome
from connectors.progress import Progress
from tests.worlds.desk.source import DeskSource

SCOPE = "desk"
STREAMS = {"user": "desk_user", "ticket": "desk_ticket", "change": "desk_change"}


def check(source: DeskSource) -> datetime:
    """A file has no clock but the time of its last change."""
    try:
        return datetime.fromtimestamp(Path(source.url).stat().st_mtime, UTC)
    except OSError as error:
        raise SourceUnreachable(source.name, f"there is no file {source.url}") from error


def require_same_site(source: DeskSource, landing: Landing) -> None:
    """A file says nothing of whose it is."""


def describe(source: DeskSource) -> Description:
    return Description("a desk", check(source))


def look_up(source: DeskSource, things: Collection[Thing]) -> Inventory:
    """It cannot tell whether it has what the organization file names."""
    return Inventory()


def look(source: DeskSource) -> None:
    """A first organization file finds nothing to guess from."""


def pull(source: DeskSource, landing: Landing, progress: Progress, deadline: float | None) -> SourceOutcome:
    started_at = check(source)
    with (
        Path(source.url).open(newline="", encoding="utf-8") as file,
        landing.walk(source.name, SCOPE, "1", started_at) as walk,
    ):
        for row in csv.DictReader(file):
            walk.land(STREAMS[row["record"]], [Record(row["id"], dict(row))])
        walk.finish(started_at, {"name": SCOPE})
    outcome = ScopeOutcome(source.name, SCOPE, SCOPE, "whole", counts=walk.counts)
    return SourceOutcome(source.name, started_at, requests=1, scopes=[outcome])
