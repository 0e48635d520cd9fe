"""What a run says at its end: what was read and what came of it, how long it took, and how to look at it."""

from __future__ import annotations

import json
import shlex
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.table import Table

from connectors.places import Places
from connectors.sources import CONNECTORS
from pipelines.cli.screen import Screen
from pipelines.settings import Settings, parse_instant

_COUNTS = ("read", "new", "changed", "unchanged", "gone")


@dataclass(frozen=True, slots=True)
class Summary:
    """Of a run that published. `outcome` is last_run.json, `kinds` has every source's kind (jira or github),
    `stages` the seconds that each stage took, of `seconds` in all; `notes` are what else is worth a look."""

    outcome: Mapping[str, Any]
    kinds: Mapping[str, str]
    stages: Mapping[str, float]
    seconds: float
    notes: Sequence[str] = ()

    def show(self, console: Screen, settings: Settings) -> None:
        state = "complete" if self.outcome["is_complete"] else "incomplete"
        as_of = parse_instant(self.outcome["as_of"])
        console.line_of(
            f"Baton published {self.outcome['organization']} as of {as_of:%Y-%m-%d %H:%M} UTC, {state}.",
        )
        console.line_of()
        if self.outcome.get("is_pulled", True):
            console.print(self.pulled())
        else:
            known_at = self.outcome.get("known_at")
            known = (
                f"what was known at {parse_instant(known_at):%Y-%m-%d %H:%M} UTC"
                if known_at
                else "what was landed"
            )
            console.line_of(f"Nothing was pulled; everything is derived anew from {known}.")
        for note in self.notes:
            console.line_of(note)
        times = ", ".join(f"{stage} {spent:.1f}" for stage, spent in self.stages.items())
        console.line_of(f"Seconds: {times}; {self.seconds:.1f} in all.")
        console.line_of()
        if self.is_look_back:
            console.line_of("It was asked for, and lies beside what everybody reads, which is as it was.")
        _show_how_to_open(console, settings, self.place(settings.places))

    @property
    def is_look_back(self) -> bool:
        """Whether somebody asked for another instant than the newest."""
        return bool(self.outcome.get("is_as_of_asked")) or self.outcome.get("known_at") is not None

    def place(self, places: Places) -> Path:
        """Where it was published."""
        if self.is_look_back:
            return places.snapshot(self.outcome["run_id"], is_look_back=True)
        return places.current

    def pulled(self) -> Table:
        """What was read of every source, and what came of that: a row, and one of what else there is."""
        table = Table(box=None, pad_edge=False)
        table.add_column("source")
        table.add_column("")
        for name in (*_COUNTS, "requests", "seconds"):
            table.add_column(name, justify="right")
        for source in self.outcome["sources"]:
            connector = CONNECTORS[self.kinds[source["source"]]]
            counts = [f"{count:,}" for count in _counts(source, connector.stream)]
            requests, seconds = f"{source['requests']:,}", f"{source['seconds']:.1f}"
            table.add_row(source["source"], connector.things, *counts, requests, seconds)
            for things, stream in connector.also:
                others = _counts(source, stream)
                if any(others):
                    table.add_row("", things, *(f"{count:,}" for count in others), "", "")
        return table


def _counts(source: Mapping[str, Any], stream: str) -> list[int]:
    """Of one stream, over all of the source's scopes."""
    streams = [scope["counts"].get(stream, {}) for scope in source["scopes"]]
    return [sum(counts.get(name, 0) for counts in streams) for name in _COUNTS]


def left_behind(outcome: Mapping[str, Any]) -> list[str]:
    """A line for every scope that could not be pulled whole."""
    return [
        f"{scope['source']} {scope['name']}: {scope['state']}: {scope['message'] or 'no reason given'}"
        for source in outcome["sources"]
        for scope in source["scopes"]
        if scope["state"] != "whole"
    ]


def _show_how_to_open(console: Screen, settings: Settings, place: Path) -> None:
    baton = "baton" if shutil.which("baton") else sys.argv[0]
    home = f" --home {shlex.quote(str(settings.home))}" if settings.home != Settings().home else ""
    how = f"   ({baton} report{home} --open)" if place == settings.places.current else ""
    console.line_of(f"The page to read: {place / settings.places.report.name}{how}")
    console.line_of(f"Published in {place}: baton.duckdb, and every table as Parquet. To open it:")
    if place == settings.places.current:
        console.line_of(f'  {baton} sql{home} "from team_week limit 10"   (without a query: a prompt)')
    file = json.dumps(str(place / settings.places.published_database.name), ensure_ascii=False)
    console.line_of(f"  python: duckdb.connect({file}, read_only=True)")
