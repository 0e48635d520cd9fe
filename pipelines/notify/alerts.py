"""What is to be told of a night: failed, incomplete, stale, or a queue that is about to break its promise.

An alert is open from the first night that finds it until one that looked finds it no more. A night that
publishes nothing finds nothing out about scopes and queues: what was open there stays open.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from connectors.places import Places
from pipelines.exit_codes import ExitCode
from pipelines.organization.telling import Alerts
from pipelines.settings import parse_instant

QUERY = Path(__file__).parent / "service_level.sql"
TODO = {
    ExitCode.FAILED: "`baton run --verbose` says more",
    ExitCode.WRONG: "nobody tries again before the next night, and it will fail the same way until somebody "
    "mends it: `baton check --sources` says what is wrong",
}


@dataclass(frozen=True, slots=True)
class Alert:
    """`key` tells from night to night which it is, and begins with its kind."""

    key: str
    line: str

    @property
    def kind(self) -> str:
        return kind_of(self.key)


@dataclass(frozen=True, slots=True)
class Night:
    """How a run ended: its exit code, the reason where it failed, and what was read where it published."""

    code: ExitCode
    reason: Sequence[str] = ()
    outcome: Mapping[str, Any] | None = None


# Somebody looks, and no night has ended.
NO_NIGHT = Night(ExitCode.HELD)


def kind_of(key: str) -> str:
    return key.partition(":")[0]


def after(night: Night, places: Places, wanted: Alerts, age_hours: float | None) -> dict[str, list[Alert]]:
    """The alerts of each kind that such a night can judge; `age_hours` is how old published tables are."""
    judges: dict[str, Callable[[], list[Alert]]] = {}
    if night.code in (ExitCode.COMPLETE, ExitCode.INCOMPLETE):
        judges |= {
            "failed": list,
            "incomplete": lambda: _incomplete(night.outcome or {"sources": []}),
            "service_level": lambda: _service_levels(places.published_database, wanted.teams),
        }
    elif night.code in (ExitCode.FAILED, ExitCode.WRONG):
        judges |= {"failed": lambda: [_failed(night)]}
    judges |= {"stale": lambda: stale(age_hours, wanted.stale_after_hours)}
    return {kind: judge() for kind, judge in judges.items() if kind in wanted.about}


def _failed(night: Night) -> Alert:
    # What the program itself did not expect may repeat what it read: its class has to do.
    lines = night.reason if night.code == ExitCode.WRONG else [_class_only(line) for line in night.reason]
    reason = "; ".join(lines[:3]) or "no reason given"
    return Alert(
        f"failed:{night.code}",
        f"The night failed: {reason}. What was published before stays as it is; {TODO[night.code]}.",
    )


def _class_only(line: str) -> str:
    return ": ".join(line.split(": ")[:2])


def _incomplete(outcome: Mapping[str, Any]) -> list[Alert]:
    return [
        Alert(
            f"incomplete:{scope['source']}/{scope['scope']}",
            f"{scope['source']} {scope['name']} could not be read whole ({scope['state']}): "
            f"{scope['message'] or 'no reason given'}. "
            "Its last whole state stands in, and the next night tries again.",
        )
        for source in outcome["sources"]
        for scope in source["scopes"]
        if scope["state"] != "whole"
    ]


def stale(age_hours: float | None, most_hours: float) -> list[Alert]:
    if age_hours is None:
        return [Alert("stale", "Nothing has been published yet: `baton run` says why.")]
    if age_hours <= most_hours:
        return []
    what = f"The published tables are {age_hours:,.0f} hours old, and {most_hours:g} are usual at most"
    return [Alert("stale", f"{what}: look whether nights are still started, and what `baton run` says.")]


def age_of_published(places: Places, now: datetime, is_sandbox: bool) -> float | None:
    """Hours since what is published was read; the sandbox has a clock of its own: since it was published."""
    try:
        if is_sandbox:
            at = datetime.fromtimestamp(places.publish_info.stat().st_mtime, UTC)
        else:
            at = parse_instant(json.loads(places.publish_info.read_text("utf-8"))["as_of"])
    except FileNotFoundError:
        return None
    return (now - at).total_seconds() / 3600


def _service_levels(database: Path, teams: Sequence[str]) -> list[Alert]:
    """Of the teams named, or else of all that promise something."""
    if not database.is_file():
        return []
    with duckdb.connect(database, read_only=True) as db:
        cursor = db.execute(QUERY.read_text("utf-8"))
        names = [column[0] for column in cursor.description or []]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [
        Alert(f"service_level:{row['team_id']}/{row['target']}", row["sentence"])
        for row in rows
        if not teams or row["team_id"] in teams
    ]
