"""What every run says of the tickets that it does not look at, though something may have happened to them."""

from __future__ import annotations

import duckdb

from pipelines.cli.ask import ask, read_only
from pipelines.settings import Settings


def unwatched(settings: Settings) -> list[str]:
    """A line for each source that has such tickets, as it was published."""
    file = settings.places.published_database
    if not file.is_file():
        return []
    with read_only(file) as db:
        try:
            rows = ask(db, "unwatched/closed")
        except duckdb.CatalogException:
            # What an earlier version of Baton published.
            return []
    return [
        f"{row['source']}: {row['found_count']:,} of {row['of_count']:,} {row['message']}." for row in rows
    ]
