"""What tables a contract asks of Postgres, and which of them are there."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assets.published.contract import Contract
from assets.published.postgres.connection import Postgres, quoted

# Beside the tables: which publication they are of, and which of their columns Baton made.
RECORD = "baton_publication"
TYPES = {
    "VARCHAR": "text",
    "BIGINT": "bigint",
    "INTEGER": "integer",
    "DOUBLE": "double precision",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "VARCHAR[]": "text[]",
}
# Instants are instants in Postgres; what clocks on a wall show has no time zone.
TIMESTAMPS = {"UTC timestamp": "timestamp with time zone", "local timestamp": "timestamp without time zone"}
# From this version on foreign keys may be declared without being enforced.
DECLARES_REFERENCES = 18

# Columns, the table that they refer to, and its key.
Reference = tuple[tuple[str, ...], str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Shape:
    """A table. `columns` and their types, `comments` by column and, under "", the table's."""

    columns: Mapping[str, str]
    key: Sequence[str]
    comments: Mapping[str, str]
    references: frozenset[Reference] = frozenset()


@dataclass(frozen=True, slots=True)
class Record:
    """What was sent last. `made` has the columns of each table, those among them that came and went, too."""

    publish_id: str
    organization: str
    contract_version: int
    made: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Schema:
    """A schema of the server; `views` are those that read a column of a table."""

    is_there: bool
    tables: Mapping[str, Shape] = field(default_factory=dict)
    others: frozenset[str] = frozenset()
    key_names: Mapping[str, str] = field(default_factory=dict)
    views: Mapping[tuple[str, str], Sequence[str]] = field(default_factory=dict)
    record: Record | None = None


def asked(contract: Contract) -> dict[str, Shape]:
    """The tables of a contract, each with the relations that hold for all of its rows."""
    return {name: _shape(table) for name, table in contract["tables"].items()}


def _shape(table: Contract) -> Shape:
    described = {column: each["description"] for column, each in table["columns"].items()}
    return Shape(
        columns={column: _type(each) for column, each in table["columns"].items()},
        key=table["key"],
        comments={"": f"{table['description']} {table['grain']}".strip(), **described},
        references=frozenset(
            (tuple(each["columns"]), each["refers_to"], tuple(each["key"]))
            for each in table["relations"]
            if each["is_whole"]
        ),
    )


def _type(column: Contract) -> str:
    return TIMESTAMPS[column["unit"]] if column["type"] == "TIMESTAMP" else TYPES[column["type"]]


def read_schema(db: Postgres, schema: str) -> Schema:
    [(is_there,)] = db.rows("schema", schema)
    if not is_there:
        return Schema(is_there=False)
    columns: dict[str, dict[str, str]] = {}
    comments: dict[str, dict[str, str]] = {}
    for table, column, type_, comment in db.rows("column", schema):
        columns.setdefault(table, {})[column] = type_
        comments.setdefault(table, {})[column] = comment
    views: dict[tuple[str, str], list[str]] = {}
    for table, column, view in sorted(db.rows("view_of_column", schema)):
        views.setdefault((table, column), []).append(view)
    relations = db.rows("relation", schema)
    tables = {
        name: Shape(columns.get(name, {}), key or [], {"": comment, **comments.get(name, {})})
        for name, kind, comment, _, key in relations
        if kind == "r"
    }
    return Schema(
        is_there=True,
        tables=tables,
        others=frozenset(name for name, kind, *_ in relations if kind != "r"),
        key_names={name: key_name for name, _, _, key_name, _ in relations},
        views=views,
        record=_record(db, schema) if RECORD in tables else None,
    )


def _record(db: Postgres, schema: str) -> Record | None:
    rows = db.select(
        f"select publish_id, organization, contract_version, made::text from {quoted(schema, RECORD)}"
    )
    for publish_id, organization, version, made in rows:
        return Record(publish_id, organization, version, json.loads(made))
    return None


def references(db: Postgres, schema: str) -> dict[str, dict[str, Any]]:
    """By table and name, what the foreign keys refer to that Baton declared."""
    found: dict[str, dict[str, Any]] = {}
    for table, name, refers_to, columns in db.rows("reference", schema):
        found.setdefault(table, {})[name] = (tuple(columns), refers_to)
    return found
