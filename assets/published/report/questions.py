"""What a page asks of the published tables: queries/<question>.sql, each about the page's week and team."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

QUERIES = Path(__file__).parent / "queries"
PARAMETER = re.compile(r"\$(\w+)")

Row = dict[str, Any]


class Questions:
    """`given` are the values of `$week`, `$team` and so on; a query gets those that it names.

    What was asked before is answered as before, since nobody writes to what is published: a fourth of what
    the pages ask is the same for several of them.
    """

    def __init__(
        self,
        db: duckdb.DuckDBPyConnection,
        given: Mapping[str, object],
        answered: dict[str, list[Row]] | None = None,
    ) -> None:
        self._db = db
        self._given = dict(given)
        self._answered = {} if answered is None else answered

    def about(self, **more: object) -> Questions:
        return Questions(self._db, {**self._given, **more}, self._answered)

    def __call__(self, question: str, **more: object) -> list[Row]:
        query = text_of(question)
        offered = {**self._given, **more}
        values = {name: offered[name] for name in sorted(set(PARAMETER.findall(query)))}
        asked = f"{question} {values!r}"
        if asked not in self._answered:
            cursor = self._db.execute(query, values)
            columns = [column[0] for column in cursor.description or []]
            self._answered[asked] = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
        return [dict(row) for row in self._answered[asked]]


@cache
def text_of(question: str) -> str:
    return (QUERIES / f"{question}.sql").read_text(encoding="utf-8")


def sentences() -> list[str]:
    """The questions whose answers are sentences, in the order of the page."""
    return [f"sentences/{path.stem}" for path in sorted((QUERIES / "sentences").glob("*.sql"))]
