"""`baton doctor`: what was found of each source, and what makes the numbers doubtful."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import duckdb
from rich.table import Table

from connectors.outcome import Description
from pipelines.cli.agents_seen import GIVEN, QUESTION
from pipelines.cli.ask import ask, read_only
from pipelines.cli.screen import Screen
from pipelines.cli.sql import published_file
from pipelines.exit_codes import ExitCode, Failed
from pipelines.settings import Settings, SettingsError


def diagnose(settings: Settings, contact: bool) -> None:
    """Raises Failed where a source does not answer, or something makes numbers doubtful."""
    console = Screen()
    problems: list[str] = []
    if contact:
        problems = _show_first_contact(settings, console)
    file = published_file(settings)
    with read_only(file) as db:
        doubtful = _show_published(db, console)
    _show_warehouse(settings, console)
    if problems:
        raise Failed(ExitCode.WRONG, problems)
    if doubtful:
        raise Failed(ExitCode.INCOMPLETE, doubtful)


def _show_first_contact(settings: Settings, console: Screen) -> list[str]:
    """A row for every source that answers; returns what is wrong with the others, or named in vain."""
    from pipelines.cli.first_contact import first_contact

    contact = first_contact(settings)
    rows = [
        (name, answer.what, answer.clock, "\n".join(answer.found))
        for name, answer in contact.answers.items()
        if isinstance(answer, Description)
    ]
    console.print("First contact", style="bold")
    console.print(table(("source", "what it is", "its clock (UTC)", "found"), rows))
    for note in contact.notes:
        console.line_of(note)
    console.print()
    return contact.problems


def _show_published(db: duckdb.DuckDBPyConnection, console: Screen) -> list[str]:
    """What is published; returns why its numbers are doubtful."""
    try:
        [published] = ask(db, "doctor/published")
        [doubtful] = ask(db, "doctor/doubtful")
        state = "complete" if published["is_complete"] else "incomplete"
        console.print(f"{published['organization']} as of {published['as_of']:%Y-%m-%d %H:%M} UTC, {state}.")
        _show(console, "Sources", db, "doctor/sources")
        _show(console, "Scopes that were not read whole (the first 20)", db, "doctor/scopes")
        fields = "Fields of Jira, and how full they are"
        _show(console, fields, db, "doctor/fields", if_none="no Jira is configured")
        _show(console, "Findings", db, "doctor/findings")
    except (duckdb.CatalogException, duckdb.BinderException):
        raise SettingsError("what is published is of an earlier version of Baton: run `baton run`") from None
    reasons = []
    if not published["is_complete"]:
        reasons.append("not everything could be read: numbers stand on the last whole state")
    if count := doubtful["finding_count"]:
        reasons.append(f"{count} finding{'s make' if count > 1 else ' makes'} numbers doubtful")
    return reasons


def _show_warehouse(settings: Settings, console: Screen) -> None:
    """What is not published, since it is about accounts or single tickets."""
    if not settings.places.warehouse.is_file():
        console.print("\nThere is no warehouse here: accounts and single tickets are not shown.")
        return
    try:
        with read_only(settings.places.warehouse) as db:
            values = "Values of the Team field that no team claims (the most frequent)"
            _show(console, values, db, "doctor/team_values")
            _show(console, "Things that the organization file calls by an earlier name", db, "doctor/names")
            _show(console, "Members who mostly work in projects of another team", db, "doctor/members")
            _show(console, "Accounts that act without a team (the busiest)", db, "doctor/accounts")
            agents = "Agents that act for nobody known, and bots that look like agents"
            _show(console, agents, db, QUESTION, **GIVEN)
            _show(console, "Histories that contradict themselves (the newest)", db, "doctor/chains")
    except duckdb.IOException:
        console.print(
            "\nThe warehouse is locked by a run that goes on: accounts without team and histories that "
            "contradict themselves can be shown when it is through."
        )
    except (duckdb.CatalogException, duckdb.BinderException):
        console.print("\nThe warehouse is of an earlier version of Baton: `baton run` makes it new.")


def _show(
    console: Screen,
    title: str,
    db: duckdb.DuckDBPyConnection,
    query: str,
    if_none: str = "none",
    **given: str,
) -> None:
    rows = ask(db, query, **given)
    console.print(f"\n{title}", style="bold")
    console.print(table(list(rows[0]), [list(row.values()) for row in rows]) if rows else f"  {if_none}")


def table(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> Table:
    """Plain columns; numbers to the right."""
    grid = Table(box=None, pad_edge=True, padding=(0, 2, 0, 0))
    for at, name in enumerate(names):
        is_number = any(isinstance(row[at], int) for row in rows)
        grid.add_column(name, justify="right" if is_number else "left", overflow="fold")
    for row in rows:
        grid.add_row(*map(_text, row))
    return grid


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return f"{value:,}" if isinstance(value, int) else str(value)
