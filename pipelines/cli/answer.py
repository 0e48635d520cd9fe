"""What `baton explain` tells of a table that answers a question: what it says, from what, and what to doubt.

An answer is queries: queries/answers/<its name>/<part>.sql. Each has `sentences` (with the grade and doubts
that they carry), `doubts`, and the parts that its entry in pipelines/cli/answers.py names. Columns are shown
as they are called: what ends in _share as percent, in _ratio with two places, and null as unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import duckdb
from rich.table import Table

from pipelines.cli.ask import Row, ask, read_only
from pipelines.cli.screen import Screen, say_json
from pipelines.cli.sql import published_file
from pipelines.exit_codes import ExitCode, Failed
from pipelines.settings import Settings

UNKNOWN = "?"


@dataclass(frozen=True, slots=True)
class Answer:
    """`parts` are headings by the name of the query that they stand over, in the order of the telling."""

    title: str
    parts: Mapping[str, str]


def explain_answer(settings: Settings, name: str, answer: Answer, as_json: bool) -> None:
    """Raises Failed where what is published has no such table."""
    try:
        story = _story(settings, name, answer)
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        reason = f"what was published last tells nothing of {name}: `baton run` builds it"
        raise Failed(ExitCode.WRONG, [reason]) from error
    if as_json:
        say_json(story, _as_json)
    else:
        _show(Screen(), answer, story)


def _story(settings: Settings, name: str, answer: Answer) -> dict[str, Any]:
    with read_only(published_file(settings)) as db:
        [published] = ask(db, "item_story/published")
        sentences = ask(db, f"answers/{name}/sentences")
        kinds = sorted({doubt for row in sentences for doubt in row["doubts"] or ()})
        return {
            **published,
            "name": name,
            "sentences": [row["sentence"] for row in sentences],
            "grade": max((row["grade"] for row in sentences if row["grade"]), default=None),
            **{part: ask(db, f"answers/{name}/{part}") for part in answer.parts},
            "doubts": [row["doubt"] for row in ask(db, f"answers/{name}/doubts")],
            "findings": ask(db, "answers/findings", kinds=kinds),
        }


def _show(console: Screen, answer: Answer, story: dict[str, Any]) -> None:
    console.print(answer.title, style="bold")
    for sentence in story["sentences"]:
        console.print(f"  {sentence}")
    for part, heading in answer.parts.items():
        console.print()
        console.print(heading, style="bold")
        console.print(_table(story[part]) if story[part] else "  none")
    console.print()
    console.print("Doubts", style="bold")
    for doubt in story["doubts"]:
        console.print(f"  {doubt}")
    console.print(f"  {_trust(story['grade'], story['findings'])}")
    for finding in story["findings"]:
        console.print(f"    {_finding(finding)}")
    console.print()
    state = "" if story["is_complete"] else " (not everything could be pulled)"
    console.print(f"As of {story['as_of']:%Y-%m-%d %H:%M:%S} UTC{state}.", style="dim")


def _trust(grade: str | None, findings: list[Row]) -> str:
    if grade is None:
        return "No grade: it rests on nothing."
    touched = "these findings of data_quality touch it:" if findings else "no finding touches it."
    return f"Grade {grade} (of A to D, the lowest of what is said above): {touched}"


def _finding(row: Row) -> str:
    of = "" if row["of_count"] is None else f" of {row['of_count']:,}"
    where = f"{row['kind']}, {row['source']} {row['subject']}"
    return f"{where}: {row['found_count']:,}{of} {row['message']}"


def _table(rows: list[Row]) -> Table:
    table = Table(box=None, header_style="dim", pad_edge=False)
    table.padding = (0, 2, 0, 2)
    for name in rows[0]:
        is_number = any(isinstance(row[name], int | float) for row in rows)
        heading = name.removesuffix("_share").removesuffix("_ratio").replace("_", " ")
        table.add_column(heading, justify="right" if is_number else "left")
    for row in rows:
        table.add_row(*(_cell(name, value) for name, value in row.items()))
    return table


def _cell(name: str, value: object) -> str:
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        if name.endswith("_share"):
            return f"{value:.0%}"
        return f"{value:.2f}" if name.endswith("ratio") else f"{value:,.1f}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return str(value)


def _as_json(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value.isoformat()}Z"
    return value.isoformat() if isinstance(value, date) else str(value)
