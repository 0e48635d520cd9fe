"""What a table's `.sql` file says: one query each, built whole on every run. Knows nothing of Dagster.

The comment lines at a file's head say what the table is; its last sentence is the grain. Six kinds of line
in it are read by this file: `key: a, b` (must be unique and not null, or the run stops), `column a: text`
(described in the warehouse and in Dagster; in marts each column must be), `show: query` (a small look at
the table, which Dagster shows with each run), `view: table` (the query is kept as a view, since only that
table reads it), `kept for: text` (nothing reads it yet: what it is there for) and, at the end and over as
many lines as it needs, `macro: name(row, …) as expression` (how other queries read a row of the table that
they join: a function of its schema). What a query depends on is read from the query itself.
"""

import json
import pathlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import duckdb

ASSETS = pathlib.Path(__file__).parent
# Schema and name.
Path = tuple[str, str]
UPSTREAM = {"landing", "raw", "core", "flow", "marts"}


@dataclass(frozen=True, slots=True)
class Table:
    """What a table's file says of it."""

    schema: str
    name: str
    query: str
    description: str
    key: tuple[str, ...] = ()
    columns: dict[str, str] = field(default_factory=dict)
    show: str | None = None
    macro: str | None = None
    reader: str | None = None
    kept_for: str | None = None

    @property
    def qualified(self) -> str:
        return f"{self.schema}.{self.name}"

    @property
    def path(self) -> Path:
        return self.schema, self.name

    @property
    def table(self) -> "Table":
        return self

    @property
    def kinds(self) -> set[str]:
        return {"duckdb", "sql"}

    @property
    def sources(self) -> list[Path]:
        """Schema and name of the tables that the query reads, each once."""
        return list(_sources(self.query))

    def build(self, db: duckdb.DuckDBPyConnection) -> None:
        """Make the table anew from its query, and the function by which its rows are read."""
        kind = "view" if self.reader else "table"
        self._make_room(kind, db)
        db.execute(f"create or replace {kind} {self.qualified} as {self.query}")
        if self.macro:
            db.execute(f"create or replace macro {self.schema}.{self.macro}")

    def _make_room(self, kind: str, db: duckdb.DuckDBPyConnection) -> None:
        """A view does not replace a table, nor a table a view: what an older version left goes."""
        found = db.execute(
            "select table_type from information_schema.tables "
            "where table_catalog = current_database() and table_schema = $1 and table_name = $2",
            list(self.path),
        ).fetchone()
        other = "table" if kind == "view" else "view"
        if found and (found[0] == "VIEW") == (other == "view"):
            db.execute(f"drop {other} {self.qualified}")


def read_table(path: pathlib.Path) -> Table:
    """Read one .sql file. Raises ValueError where its head is missing or repeats itself."""
    text = path.read_text(encoding="utf-8")
    head = re.match(r"(?:--.*\n)+", text)
    if head is None:
        raise ValueError(f"{path}: starts with no comment that says what the table is")
    return table_from_head(path.relative_to(ASSETS).parts[0], path.stem, head[0], text[head.end() :].strip())


def table_from_head(schema: str, name: str, head: str, query: str) -> Table:
    """A table from the lines that describe it (with or without SQL's comment signs) and its query."""
    description: list[str] = []
    key: tuple[str, ...] = ()
    columns: dict[str, str] = {}
    show: str | None = None
    macro: str | None = None
    reader: str | None = None
    kept_for: str | None = None
    for line in head.splitlines():
        text = line.removeprefix("--").strip()
        if macro:
            macro += f" {text}"
        elif match := re.match(r"key: (.+)", text):
            key = tuple(part.strip() for part in match[1].split(","))
        elif match := re.match(r"column (\w+): (.+)", text):
            if match[1] in columns:
                raise ValueError(f"{schema}.{name}: column {match[1]} is described twice")
            columns[match[1]] = match[2]
        elif match := re.match(r"show: (.+)", text):
            show = match[1]
        elif match := re.match(r"view: (.+)", text):
            reader = match[1]
        elif match := re.match(r"kept for: (.+)", text):
            kept_for = match[1]
        elif match := re.match(r"macro: (.+)", text):
            macro = match[1]
        else:
            description.append(text)
    return Table(
        schema, name, query, "\n".join(description).strip(), key, columns, show, macro, reader, kept_for
    )


@cache
def _sources(query: str) -> tuple[Path, ...]:
    return tuple(sorted(set(_base_tables(_tree(query)))))


def _tree(query: str) -> Any:
    """DuckDB's own reading of a query. Raises ValueError where it is none."""
    [text] = duckdb.execute("select json_serialize_sql($1)", [query]).fetchone() or [""]
    tree = json.loads(text)
    if tree["error"]:
        raise ValueError(f"{tree['error_message']} in: {query}")
    return tree


def _base_tables(node: Any) -> Iterator[Path]:
    if isinstance(node, dict):
        if node.get("type") == "BASE_TABLE" and node.get("schema_name") in UPSTREAM:
            yield node["schema_name"], node["table_name"]
        for child in node.values():
            yield from _base_tables(child)
    elif isinstance(node, list):
        for child in node:
            yield from _base_tables(child)


def tables(schema: str) -> list[Table]:
    """All tables of a schema that are .sql files, by name; folders below the schema's only group them."""
    return sorted(map(read_table, (ASSETS / schema).rglob("*.sql")), key=lambda table: table.name)
