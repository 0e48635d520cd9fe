"""What somebody at a terminal should know before quoting an answer: as of when, and how far to trust it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from pipelines.cli.ask import ask
from pipelines.cli.guarded import guarded

GRADES = "ABCD"


def banner(file: Path, text: str) -> Iterator[str]:
    """Lines on what is published in `file`, and on the rows of the tables that the SQL in `text` reads."""
    note = file.with_name("publish_info.json")
    if not note.is_file():
        return
    info = json.loads(note.read_text(encoding="utf-8"))
    if info.get("what_if"):
        yield f"What if, and not what happened: {info['what_if']}."
    yield f"{info['organization']} as of {instant(info['as_of'])}, {completeness(info)}."
    for table, counts in grades(file, text).items():
        graded = sum(counts.values())
        shares = ", ".join(f"{grade} {counts.get(grade, 0) / graded:.0%}" for grade in GRADES)
        yield f"{table}: of {graded:,} rows with a grade, {shares} (A: nothing speaks against it)."


def instant(text: str) -> str:
    return f"{text[:16].replace('T', ' ')} UTC"


def completeness(info: Mapping[str, Any]) -> str:
    if info["is_complete"]:
        return "complete"
    return f"incomplete: {info['incomplete_scope_count']} of `from scope` could not be read whole"


def grades(file: Path, text: str) -> dict[str, dict[str, int]]:
    """How many rows have which grade, in each table that the SQL reads and that has grades."""
    with guarded(file) as db:
        counts = {
            table: {row["grade"]: row["row_count"] for row in ask(db, "sql/grades", table=table)}
            for table in _tables_in(db, text)
        }
    return {table: graded for table, graded in counts.items() if graded}


def _tables_in(db: duckdb.DuckDBPyConnection, text: str) -> Sequence[str]:
    """Published tables that the SQL reads, if it is right; what is wrong, its answer says."""
    known = [row["name"] for row in ask(db, "sql/graded_tables")]
    try:
        statements = [each.query for each in duckdb.extract_statements(text)]
        read = {name for each in statements for name in db.get_table_names(each)}
    except duckdb.Error:
        return []
    return [name for name in known if name in read]
