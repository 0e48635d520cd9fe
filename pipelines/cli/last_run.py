"""What the last run knows of accounts and names, for commands that do without where there was none."""

from __future__ import annotations

import duckdb

from pipelines.cli.ask import Row, ask, read_only
from pipelines.settings import Settings


def last_run(settings: Settings, question: str, **given: str) -> list[Row]:
    """The answer of the warehouse; nothing before the first run, or while a run holds the warehouse."""
    if not settings.places.warehouse.is_file():
        return []
    try:
        with read_only(settings.places.warehouse) as db:
            return ask(db, question, **given)
    except (duckdb.IOException, duckdb.CatalogException, duckdb.BinderException):
        return []
