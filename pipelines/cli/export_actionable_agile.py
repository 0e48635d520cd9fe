"""`baton export actionable-agile`: tickets as the CSV that ActionableAgile loads."""

from __future__ import annotations

import csv
from pathlib import Path

from connectors.plain_text import harmless
from pipelines.cli.ask import ask, read_only
from pipelines.cli.export_target import target, team_id, tell
from pipelines.cli.sql import published_file
from pipelines.settings import Settings

# What a spreadsheet takes for the beginning of a formula, in its wide forms too.
FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def write_actionable_agile(settings: Settings, out: Path, team: str | None) -> None:
    """Raises Failed where the team is not known, and SettingsError where nothing is published."""
    with read_only(published_file(settings)) as db:
        rows = ask(db, "export/actionable_agile", team=team_id(db, team))
        with target(out) as stream:
            writer = csv.writer(stream)
            writer.writerow(rows[0] if rows else ["ID"])
            writer.writerows([cell(value) for value in row.values()] for row in rows)
        tell(db, out, f"{len(rows):,} tickets")


def cell(value: object) -> str:
    """A value as text that is nothing but text to a spreadsheet, and nothing but one cell to ActionableAgile.

    Commas would be taken for the end of a cell there, quotes or not.
    """
    if value is None:
        return ""
    text = harmless(str(value))
    text = f"'{text}" if text.startswith(FORMULA) else text
    return " ".join(text.replace(",", ";").splitlines())
