"""What a run says at its end: what was read and what came of it, how long it took, and how to look at it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from pipelines.settings import Settings

_THINGS = {"jira_issue": "tickets", "github_pull_request": "pull requests"}
_COUNTS = ("read", "new", "changed", "unchanged", "gone")


def show_summary(
    console: Console,
    settings: Settings,
    outcome: Mapping[str, Any],
    stages: Mapping[str, float],
    seconds: float,
) -> None:
    state = "complete" if outcome["is_complete"] else "incomplete"
    as_of = str(outcome["as_of"]).replace("T", " ").removesuffix("+00:00").removesuffix("Z")
    _line(console, f"Baton published {_name(outcome)}as of {as_of} UTC, {state}.")
    _line(console)
    console.print(pulled(outcome))
    times = ", ".join(f"{stage} {spent:.1f}" for stage, spent in stages.items())
    _line(console, f"Seconds: {times}; {seconds:.1f} in all.")
    _line(console)
    _show_how_to_open(console, settings)


def pulled(outcome: Mapping[str, Any]) -> Table:
    """A row for every source and kind of thing read from it."""
    table = Table(box=None, pad_edge=False)
    table.add_column("source")
    table.add_column("")
    for name in (*_COUNTS, "requests", "seconds"):
        table.add_column(name, justify="right")
    for source in outcome["sources"]:
        requests, seconds = f"{source['requests']:,}", f"{source['seconds']:.1f}"
        for stream, counts in counts_by_stream(source).items():
            cells = [f"{counts[name]:,}" for name in _COUNTS]
            table.add_row(source["source"], _THINGS[stream], *cells, requests, seconds)
            requests = seconds = ""
    return table


def counts_by_stream(source: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    """Of tickets or pull requests, whichever the source has, over all of its scopes."""
    sums: dict[str, dict[str, int]] = {}
    for scope in source["scopes"]:
        for stream in _THINGS.keys() & scope["counts"].keys():
            total = sums.setdefault(stream, dict.fromkeys(_COUNTS, 0))
            for name in _COUNTS:
                total[name] += scope["counts"][stream][name]
    return sums


def left_behind(outcome: Mapping[str, Any]) -> list[str]:
    """A line for every scope that could not be pulled whole."""
    return [
        f"{scope['source']} {scope['name']}: {scope['state']}: {scope['message'] or 'no reason given'}"
        for source in outcome["sources"]
        for scope in source["scopes"]
        if scope["state"] != "whole"
    ]


def _show_how_to_open(console: Console, settings: Settings) -> None:
    file = settings.current / "baton.duckdb"
    baton = "baton" if shutil.which("baton") else ".venv/bin/baton"
    home = f" --home {settings.home}" if settings.home != Settings().home else ""
    _line(console, f"Published in {settings.current}: baton.duckdb, and every table as Parquet. To open it:")
    _line(console, f'  {baton} sql{home} "from team_week limit 10"   (without a query: a prompt)')
    _line(console, f'  python: duckdb.connect("{file}", read_only=True)')


def _name(outcome: Mapping[str, Any]) -> str:
    return f"{outcome['organization']} " if outcome.get("organization") else ""


def _line(console: Console, text: str = "") -> None:
    console.print(text, markup=False, highlight=False, soft_wrap=True)
