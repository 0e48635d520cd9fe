"""Questions that commands ask of a DuckDB file: queries/<command>/<question>.sql."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

QUERIES = Path(__file__).parent / "queries"

Row = dict[str, Any]


@contextmanager
def read_only(file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that cannot write; times are UTC and plain."""
    with duckdb.connect(file, read_only=True) as db:
        db.execute("set TimeZone = 'UTC'")
        yield db


def ask(db: duckdb.DuckDBPyConnection, question: str, **given: str | list[str]) -> list[Row]:
    """The answer to queries/`question`.sql, its columns by name; `given` are the query's parameters."""
    cursor = db.execute((QUERIES / f"{question}.sql").read_text(encoding="utf-8"), given)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
