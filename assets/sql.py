"""Every `<schema>/<table>.sql` is an asset: one query each, built whole on every run.

The comment lines at a file's head say what the table is; its last sentence is the grain. Four kinds of line
in it are read by this file: `key: a, b` (must be unique and not null, or the run stops), `column a: text`
(described in the warehouse and in Dagster; in marts each column must be), `show: query` (a small look at the
table, which Dagster shows with each run) and, at the end and over as many lines as it needs,
`macro: name(row, …) as expression` (how other queries read a row of the table that they join: a function of
its schema). What a query depends on is read from the query itself.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb

from connectors.warehouse import Warehouse

ASSETS = Path(__file__).parent
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

    @property
    def qualified(self) -> str:
        return f"{self.schema}.{self.name}"

    @property
    def asset_key(self) -> dg.AssetKey:
        return dg.AssetKey([self.schema, self.name])

    @property
    def sources(self) -> list[dg.AssetKey]:
        """Assets of the tables that the query names, each once."""
        return [dg.AssetKey(list(name)) for name in sorted(set(_base_tables(_tree(self.query))))]

    def build(self, db: duckdb.DuckDBPyConnection) -> None:
        """Make the table anew from its query, and the function by which its rows are read."""
        db.execute(f"create or replace table {self.qualified} as {self.query}")
        if self.macro:
            db.execute(f"create or replace macro {self.schema}.{self.macro}")


def read_table(path: Path) -> Table:
    """Read one .sql file. Raises ValueError where its head is missing or repeats itself."""
    text = path.read_text(encoding="utf-8")
    head = re.match(r"(?:--.*\n)+", text)
    if head is None:
        raise ValueError(f"{path}: starts with no comment that says what the table is")
    return table_from_head(path.parent.name, path.stem, head[0], text[head.end() :].strip())


def table_from_head(schema: str, name: str, head: str, query: str) -> Table:
    """A table from the lines that describe it (with or without SQL's comment signs) and its query."""
    description: list[str] = []
    key: tuple[str, ...] = ()
    columns: dict[str, str] = {}
    show: str | None = None
    macro: str | None = None
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
        elif match := re.match(r"macro: (.+)", text):
            macro = match[1]
        else:
            description.append(text)
    return Table(schema, name, query, "\n".join(description).strip(), key, columns, show, macro)


def table_asset(table: Table) -> dg.AssetsDefinition:
    """The asset that builds a table from its query."""

    @asset_of(table, kinds={"duckdb", "sql"})
    def build(warehouse: dg.ResourceParam[Warehouse]) -> Iterator[Any]:
        db = warehouse.cursor()
        table.build(db)
        yield from finish(table, db)

    return build


def asset_of(table: Table, kinds: set[str], deps: list[dg.AssetKey] | None = None) -> Any:
    """The decorator of a table's asset: name, description, dependencies."""
    name = "__".join(table.asset_key.path)
    return dg.multi_asset(name=name, specs=[spec_of(table, kinds, deps)], pool="warehouse")


def spec_of(table: Table, kinds: set[str], deps: list[dg.AssetKey] | None = None) -> dg.AssetSpec:
    """What Dagster knows of a table before it is built."""
    return dg.AssetSpec(
        table.asset_key,
        deps=table.sources if deps is None else deps,
        description=f"{table.description}\n\n```sql\n{table.query}\n```"
        if table.query
        else table.description,
        group_name=table.schema,
        kinds=kinds,
        code_version=hashlib.sha256(f"{table.query}{table.macro or ''}".encode()).hexdigest()[:12],
        metadata={"dagster/table_name": table.qualified, "key": ", ".join(table.key)},
    )


def finish(table: Table, db: duckdb.DuckDBPyConnection) -> Iterator[Any]:
    """Describe a table that was just built, check its key, and tell Dagster its columns and rows.

    Raises dagster.Failure with the first offenders where the key is not unique or null. (An asset check for
    every table would say the same, and take Dagster as long as building the tables takes.)
    """
    columns = db.execute(f"describe {table.qualified}").fetchall()
    _describe(table, [name for name, *_ in columns], db)
    if table.key:
        _check_key(table, db)
    [rows] = db.execute(f"select count(*) from {table.qualified}").fetchone() or [0]
    yield dg.MaterializeResult(
        asset_key=table.asset_key,
        metadata={
            **({"look": dg.MetadataValue.md(markdown(db, table.show))} if table.show else {}),
            "dagster/row_count": rows,
            "dagster/column_schema": dg.TableSchema(
                [
                    dg.TableColumn(name, type_, description=table.columns.get(name))
                    for name, type_, *_ in columns
                ]
            ),
        },
    )


def _describe(table: Table, columns: list[str], db: duckdb.DuckDBPyConnection) -> None:
    if unknown := sorted(set(table.columns) - set(columns)):
        raise ValueError(f"{table.qualified}: describes columns that it does not have: {', '.join(unknown)}")
    if table.schema == "marts" and (silent := sorted(set(columns) - set(table.columns))):
        raise ValueError(f"{table.qualified}: says nothing of its columns {', '.join(silent)}")
    db.execute(f"comment on table {table.qualified} is {_literal(table.description)}")
    for name, text in table.columns.items():
        db.execute(f"comment on column {table.qualified}.{name} is {_literal(text)}")


def _check_key(table: Table, db: duckdb.DuckDBPyConnection) -> None:
    names = ", ".join(table.key)
    anything_null = " or ".join(f"{name} is null" for name in table.key)
    bad = db.execute(
        f"select {names}, count(*) from {table.qualified} group by {names} "
        f"having count(*) > 1 or {anything_null} order by all limit 5"
    ).fetchall()
    if bad:
        rows = [list(map(str, row)) for row in bad]
        raise dg.Failure(
            f"{table.qualified}: the key ({names}) is not unique, or null: {rows[0]}",
            metadata={"first offenders (key, rows)": rows},
        )


def markdown(db: duckdb.DuckDBPyConnection, query: str) -> str:
    """The answer to a query as a Markdown table."""
    cursor = db.execute(query)
    names = [column[0] for column in cursor.description or []]
    rows = [["" if value is None else str(value) for value in row] for row in cursor.fetchall()]
    return "\n".join(f"| {' | '.join(row)} |" for row in [names, ["---"] * len(names), *rows])


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _tree(query: str) -> Any:
    """DuckDB's own reading of a query. Raises ValueError where it is none."""
    [text] = duckdb.execute("select json_serialize_sql($1)", [query]).fetchone() or [""]
    tree = json.loads(text)
    if tree["error"]:
        raise ValueError(f"{tree['error_message']} in: {query}")
    return tree


def _base_tables(node: Any) -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        if node.get("type") == "BASE_TABLE" and node.get("schema_name") in UPSTREAM:
            yield node["schema_name"], node["table_name"]
        for child in node.values():
            yield from _base_tables(child)
    elif isinstance(node, list):
        for child in node:
            yield from _base_tables(child)


def tables(schema: str) -> list[Table]:
    """All tables of a schema that are .sql files, by name."""
    return [read_table(path) for path in sorted((ASSETS / schema).glob("*.sql"))]
