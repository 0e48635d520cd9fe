"""How Baton stands on this machine: the newest night and the next one, trust, alerts, and the disk."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from dagster._utils.schedules import schedule_execution_time_iterator
from rich.filesize import decimal

from assets.published.kept import by_age
from connectors.places import Places
from connectors.warehouse import holder_of
from pipelines.cli.banner import GRADES, completeness, grades, instant
from pipelines.cli.formats import format_line, formats_of
from pipelines.cli.screen import say, say_json
from pipelines.cli.unwatched import unwatched
from pipelines.nightly import nightly_time
from pipelines.notify.alerts import age_of_published
from pipelines.notify.deliveries import read
from pipelines.settings import Settings

# Where most numbers come from.
GRADED = ("handoff", "work_item")


def show_status(settings: Settings, as_json: bool, now: datetime | None = None) -> None:
    found = status_of(settings, now or datetime.now(UTC))
    if as_json:
        say_json(found, default=str)
        return
    for label, text in lines(found):
        say(f"{label:<11}{text}")


def status_of(settings: Settings, now: datetime) -> dict[str, Any]:
    """Ages are in hours, sizes in bytes; null is not known, or not there."""
    places = settings.places
    cron, timezone = nightly_time(settings)
    return {
        "home": str(settings.home),
        "published": _published(places),
        "age_hours": age_of_published(places, now, settings.organization is None),
        "running": holder_of(places),
        "next_night": {"cron": cron, "timezone": timezone, "at": _next(cron, timezone, now)},
        "grades": _grades(places),
        "formats": formats_of(settings),
        "alerts": list(read(places).alerts.values()),
        "unwatched": unwatched(settings),
        "bytes": {
            "landing": _size(places.landing),
            "warehouse": _size(places.warehouse),
            "published": _size(places.published),
            "history": _size(places.history),
            "free": shutil.disk_usage(_there(places.data)).free,
        },
        "publications": len(by_age(places.snapshots)) if places.snapshots.is_dir() else 0,
    }


def lines(found: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What each line is about, and what it says."""
    info = found["published"]
    yield "home", found["home"]
    if info is None:
        yield "last night", "nothing is published yet: `baton run`"
    else:
        what = f"{info['organization']} as of {instant(info['as_of'])}, {completeness(info)}"
        yield "last night", f"{what}; {found['age_hours']:,.0f} hours old"
    if found["running"]:
        yield "running", found["running"]
    due = found["next_night"]
    yield (
        "next night",
        f"{due['at']:%Y-%m-%d %H:%M} {due['timezone']} by the schedule of Dagster's daemon ({due['cron']}); "
        "timers and cron have their own",
    )
    for table, counts in found["grades"].items():
        graded = sum(counts.values())
        shares = ", ".join(f"{grade} {counts.get(grade, 0) / graded:.0%}" for grade in GRADES)
        yield "grades", f"{table}: {shares} of {graded:,} rows"
    for line in found["unwatched"]:
        yield "unwatched", line
    for alert in found["alerts"] or ["none is open"]:
        yield "alert", alert
    if formats := list(format_line(found["formats"])):
        yield "formats", ", ".join(formats)
    size = found["bytes"]
    yield (
        "disk",
        f"landing {decimal(size['landing'])}, warehouse {decimal(size['warehouse'])}, "
        f"published {decimal(size['published'])} in {found['publications']} publications, "
        f"history {decimal(size['history'])}; {decimal(size['free'])} free",
    )


def _published(places: Places) -> dict[str, Any] | None:
    if not places.publish_info.is_file():
        return None
    return dict(json.loads(places.publish_info.read_text("utf-8")))


def _grades(places: Places) -> dict[str, dict[str, int]]:
    if not places.published_database.is_file():
        return {}
    return grades(places.published_database, f"from {', '.join(GRADED)}")


def _next(cron: str, timezone: str, now: datetime) -> datetime:
    at = next(schedule_execution_time_iterator(now.timestamp(), cron, timezone))
    return at.astimezone(ZoneInfo(timezone))


def _size(path: Path) -> int:
    """What a file or directory takes; a file that several names lead to counts once."""
    if path.is_file():
        return path.stat().st_size
    size_of: dict[tuple[int, int], int] = {}
    for directory, _, files in os.walk(path):
        for file in files:
            try:
                found = (Path(directory) / file).lstat()
            except FileNotFoundError:
                continue  # a run replaces files
            size_of[found.st_dev, found.st_ino] = found.st_size
    return sum(size_of.values())


def _there(path: Path) -> Path:
    return next(each for each in (path, *path.parents) if each.exists())
