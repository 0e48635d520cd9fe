"""What tables a lake's schema has, and the statements that make one what a publication has."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb

from assets.published.contract import Contract
from assets.published.postgres.connection import listed, quoted
from connectors.quoting import literal

# Beside the tables: which publication they are of.
RECORD = "baton_publication"
RECORD_COLUMNS = {
    "publish_id": ("varchar", "name of the publication"),
    "organization": ("varchar", "whose tables they are"),
    "as_of": ("timestamp", "as of when they are, UTC"),
    "is_complete": ("boolean", "whether all sources could be read"),
    "contract_version": ("bigint", "version of the contract that they keep"),
    "format": ("bigint", "version of what Baton keeps here beside them"),
    "sent_at": ("timestamp", "when they were sent, UTC"),
    "contents": ("varchar", "JSON: by table a mark of its rows, by which the next night finds what differs"),
}


@dataclass(frozen=True, slots=True)
class Record:
    """What was sent last; `contents` has a mark of each table's rows."""

    publish_id: str
    organization: str
    format: int
    contents: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Schema:
    """A schema of the lake: types by table and column, comments likewise, a table's under ""."""

    is_there: bool
    types: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    comments: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)
    views: frozenset[str] = frozenset()
    record: Record | None = None


def read_schema(db: duckdb.DuckDBPyConnection, schema: str) -> Schema:
    def rows(what: str, source: str) -> list[tuple[Any, ...]]:
        return db.execute(
            f"select {what} from {source} where database_name = 'lake' and schema_name = ?", [schema]
        ).fetchall()

    if not rows("1", "duckdb_schemas()"):
        return Schema(is_there=False)
    tables = rows("table_name, comment", "duckdb_tables()")
    types: dict[str, dict[str, str]] = {name: {} for name, _ in tables}
    comments: dict[str, dict[str, str | None]] = {name: {"": comment} for name, comment in tables}
    for table, column, type_, comment in rows(
        "table_name, column_name, data_type, comment", "duckdb_columns()"
    ):
        if table in types:
            types[table][column] = type_
            comments[table][column] = comment
    views = frozenset(name for (name,) in rows("view_name", "duckdb_views()"))
    return Schema(True, types, comments, views, _record(db, schema) if RECORD in types else None)


def _record(db: duckdb.DuckDBPyConnection, schema: str) -> Record | None:
    found = db.execute(
        f"select publish_id, organization, format, contents from {in_lake(schema, RECORD)}"
    ).fetchone()
    if found is None:
        return None
    publish_id, organization, format_, contents = found
    return Record(publish_id, organization, format_, json.loads(contents))


def in_lake(schema: str, table: str) -> str:
    return quoted("lake", schema, table)


def in_publication(table: str) -> str:
    return quoted("published", table)


def mark(db: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str]) -> str:
    """Of the rows of a table, in whatever order; other versions of DuckDB may make another one."""
    chosen = listed(columns)
    [rows] = db.execute(
        f"select count(*), bit_xor(hash({chosen})), sum(hash({chosen}, 1)::hugeint) from {table}"
    ).fetchall()
    return " ".join(map(str, rows))


def creation(schema: str, table: str, columns: Mapping[str, str]) -> str:
    """Anew, too: another shape than before. Earlier snapshots keep theirs."""
    listed_types = ", ".join(f"{quoted(column)} {type_}" for column, type_ in columns.items())
    return f"create or replace table {in_lake(schema, table)} ({listed_types})"


def filling(schema: str, table: str, columns: Mapping[str, str]) -> str:
    names = listed(list(columns))
    return f"insert into {in_lake(schema, table)} ({names}) select {names} from {in_publication(table)}"


def comments(
    schema: str, table: str, there: Mapping[str, str | None], asked: Mapping[str, str]
) -> Iterator[str]:
    """Those that differ; a table's is asked for under ""."""
    for column, comment in asked.items():
        if there.get(column) != comment:
            name = in_lake(schema, table)
            what = f"column {name}.{quoted(column)}" if column else f"table {name}"
            yield f"comment on {what} is {literal(comment)}"


def comments_asked(table: Contract) -> dict[str, str]:
    described = {column: each["description"] for column, each in table["columns"].items()}
    return {"": f"{table['description']} {table['grain']}".strip(), **described}
